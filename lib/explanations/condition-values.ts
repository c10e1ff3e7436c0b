import type { ASTNode } from "@marcbachmann/cel-js";
import { conditionEnvironment } from "#lib/policies/condition-environment.ts";
import type { ConditionFacts } from "#lib/policies/condition-facts.ts";

const maxValues = 30;
const maxCharacters = 300;
const variables: ReadonlySet<string> = new Set<keyof ConditionFacts>([
  "caller",
  "agent",
  "client",
  "connection",
  "kind",
  "operation",
  "tool",
  "http",
  "env",
  "history",
  "args",
]);

/** What a condition asks the call for, and what it is there: JSON, cut; null where it is missing. */
export function conditionValues(when: string, facts: ConditionFacts): { expression: string; value: string | null }[] {
  const expressions = new Set<string>();
  collect(conditionEnvironment.parse(when).ast, (node) => expressions.add(when.slice(node.start, node.end)));
  return [...expressions].slice(0, maxValues).map((expression) => ({ expression, value: valueOf(expression, facts) }));
}

/** Calls `found` with each variable and the longest path into it. */
function collect(value: unknown, found: (node: ASTNode) => void): void {
  if (Array.isArray(value)) for (const item of value) collect(item, found);
  if (!isNode(value)) return;
  if (isPath(value)) found(value);
  else collect(value.args, found);
}

function isPath(node: ASTNode): boolean {
  if (node.op === "id") return variables.has(node.args);
  if (node.op === ".") return isPath(node.args[0]);
  return node.op === "[]" && isPath(node.args[0]) && node.args[1].op === "value";
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === "object" && value !== null && "op" in value && "args" in value && "start" in value;
}

function valueOf(expression: string, facts: ConditionFacts): string | null {
  try {
    const value: unknown = conditionEnvironment.parse(expression)(facts);
    const text = JSON.stringify(value, (_key, part: unknown) => (typeof part === "bigint" ? Number(part) : part));
    return text.length > maxCharacters ? `${text.slice(0, maxCharacters)}…` : text;
  } catch {
    return null;
  }
}
