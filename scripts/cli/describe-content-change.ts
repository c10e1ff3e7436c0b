import type { ContentChange } from "#lib/datadog/schemas.ts";

const signs = { create: "+", update: "~", remove: "-", unchanged: "=" } as const;
const shownCharacters = 120;

/** A change as lines: what it is about, and of an update each field that differs. */
export function describeContentChange({ key, kind, title, change, before, after }: ContentChange): string[] {
  const head = `  ${signs[change]} ${kind} ${key}: ${title}`;
  if (change !== "update" || before === null || after === null) return [head];
  const [old, fresh] = [leavesOf(JSON.parse(before)), leavesOf(JSON.parse(after))];
  const fields = [...new Set([...old.keys(), ...fresh.keys()])].filter((field) => old.get(field) !== fresh.get(field));
  return [head, ...fields.map((field) => `      ${field}: ${cut(old.get(field))} → ${cut(fresh.get(field))}`)];
}

/** Path and JSON of each value that has none in it. */
function leavesOf(value: unknown, path = ""): Map<string, string> {
  if (typeof value !== "object" || value === null) return new Map([[path, JSON.stringify(value)]]);
  const leaves = Object.entries(value).flatMap(([name, entry]) => [
    ...leavesOf(entry, path === "" ? name : `${path}.${name}`),
  ]);
  return new Map(leaves);
}

function cut(text = "nothing"): string {
  return text.length <= shownCharacters ? text : `${text.slice(0, shownCharacters)}…`;
}
