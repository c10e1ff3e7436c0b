/**
 * What was masked in a step of a call, "3 values in the answer: email 2, github-token 1", from `kind:count` with spaces
 * between. The values themselves are nowhere.
 */
export function describeMasked(type: string, byKind: unknown): string | null {
  if (typeof byKind !== "string" || byKind === "") return null;
  const kinds = byKind.split(" ").map((entry) => entry.split(":"));
  const count = kinds.reduce((sum, [, each]) => sum + Number(each), 0);
  const named = kinds.map(([kind, each]) => `${kind} ${each}`).join(", ");
  return `${count} ${count === 1 ? "value" : "values"} in the ${type === "call.finished" ? "answer" : "request"}: ${named}`;
}
