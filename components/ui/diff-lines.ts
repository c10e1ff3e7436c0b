export type DiffLine = { kind: "same" | "added" | "removed"; text: string };

/** Beyond this, finding what two texts share takes too long; they are then shown as one replaced by the other. */
const maxLines = 2_000;

/** The lines of two texts, with those that only one of them has marked. The longest common part stays unmarked. */
export function diffLines(before: string, after: string): DiffLine[] {
  const old = linesOf(before);
  const fresh = linesOf(after);
  const lines: DiffLine[] = [];
  if (old.length > maxLines || fresh.length > maxLines) {
    for (const text of old) lines.push({ kind: "removed", text });
    for (const text of fresh) lines.push({ kind: "added", text });
    return lines;
  }
  const shared = countShared(old, fresh);
  let left = 0;
  let right = 0;
  while (left < old.length || right < fresh.length) {
    const [a, b] = [old[left], fresh[right]];
    if (a !== undefined && a === b) {
      lines.push({ kind: "same", text: a });
      left++;
      right++;
    } else if (a !== undefined && (b === undefined || at(shared, left + 1, right) >= at(shared, left, right + 1))) {
      lines.push({ kind: "removed", text: a });
      left++;
    } else if (b !== undefined) {
      lines.push({ kind: "added", text: b });
      right++;
    }
  }
  return lines;
}

/** For each pair of places, how many lines the rests of both texts share. */
function countShared(old: readonly string[], fresh: readonly string[]): Uint16Array[] {
  const rows = Array.from({ length: old.length + 1 }, () => new Uint16Array(fresh.length + 1));
  for (let left = old.length - 1; left >= 0; left--) {
    for (let right = fresh.length - 1; right >= 0; right--) {
      const row = rows[left];
      if (!row) continue;
      row[right] =
        old[left] === fresh[right]
          ? at(rows, left + 1, right + 1) + 1
          : Math.max(at(rows, left + 1, right), at(rows, left, right + 1));
    }
  }
  return rows;
}

function at(rows: readonly Uint16Array[], left: number, right: number): number {
  return rows[left]?.[right] ?? 0;
}

function linesOf(text: string): string[] {
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}
