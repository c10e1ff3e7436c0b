import { searchFields, type SearchField } from "./fields.ts";

const fields = Object.keys(searchFields) as SearchField[];
const byName = new Map<string, SearchField>(
  fields.flatMap((field) => [field, `@${field}`, ...searchFields[field].aliases].map((name) => [name, field] as const)),
);

/** The field of a name, as our searches or Datadog's have it; case does not matter. */
export function findField(name: string): SearchField | undefined {
  return byName.get(name.toLowerCase());
}

/** The one of `names` that was probably meant, where one is close enough. */
export function findNearest(name: string, names: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase();
  let nearest: string | undefined;
  let best = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of names) {
    const distance = candidate.startsWith(wanted) ? 1 : editDistance(wanted, candidate);
    if (distance < best) [nearest, best] = [candidate, distance];
  }
  return nearest;
}

/** The name of a field that was probably meant by one that there is not. */
export function findNearestField(name: string): string | undefined {
  return findNearest(name.replace(/^@/, ""), byName.keys());
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, n) => n);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
