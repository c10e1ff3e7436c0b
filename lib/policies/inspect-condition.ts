import type { ASTNode } from "@marcbachmann/cel-js";
import { linearMatches, linearPattern } from "./condition-environment.ts";

const loops = new Set(["all", "exists", "exists_one", "map", "filter"]);
const maxLoops = 4;
const maxLoopDepth = 2;

export type Inspected = {
  /** Names used, variables of loops included: `http`, and `http.body` where that is what is asked of it. */
  names: Set<string>;
  /** How deep loops are nested; 0 without any. */
  loopDepth: number;
};

export class RefusedNode extends Error {
  readonly start: number;

  constructor(message: string, node: ASTNode) {
    super(message);
    this.start = node.start;
  }
}

/**
 * Looks over a parsed condition and takes out what could cost more than the size of a call: `matches` becomes linear,
 * loops are few and build no larger values. Throws RefusedNode where the condition needs what is not allowed.
 */
export function inspectCondition(root: ASTNode): Inspected {
  const names = new Set<string>();
  let loopCount = 0;
  let deepest = 0;

  function visit(value: unknown, depth: number): void {
    if (Array.isArray(value)) for (const item of value) visit(item, depth);
    if (!isNode(value)) return;
    if (value.op === "id") names.add(value.args);
    if (value.op === "." && value.args[0].op === "id") names.add(`${value.args[0].args}.${value.args[1]}`);
    if (value.op === "+" && depth > 0) {
      throw new RefusedNode("The operator + is not available inside all, exists, map and filter.", value);
    }
    if (value.op === "rcall") {
      const [name, receiver, args] = value.args;
      if (name === "matches") makeLinear(value, args);
      if (loops.has(name)) {
        loopCount++;
        deepest = Math.max(deepest, depth + 1);
        if (loopCount > maxLoops) throw new RefusedNode(`A condition may have ${maxLoops} loops at most.`, value);
        if (depth >= maxLoopDepth) throw new RefusedNode(`Loops may be nested ${maxLoopDepth} deep at most.`, value);
        visit(receiver, depth);
        visit(args, depth + 1);
        return;
      }
      if (name === "bind" || name === "split") throw new RefusedNode(`${name} is not available in conditions.`, value);
    }
    visit(value.args, depth);
  }

  visit(root, 0);
  return { names, loopDepth: deepest };
}

function makeLinear(node: Extract<ASTNode, { op: "rcall" }>, args: ASTNode[]): void {
  const [pattern] = args;
  if (pattern?.op !== "value" || typeof pattern.args !== "string") {
    throw new RefusedNode('matches takes a pattern that stands in the condition, such as matches("^refund_").', node);
  }
  try {
    linearPattern(pattern.args);
  } catch (error) {
    throw new RefusedNode(error instanceof SyntaxError ? error.message : "The pattern cannot be used.", pattern);
  }
  node.args[0] = linearMatches;
}

function isNode(value: unknown): value is ASTNode {
  return typeof value === "object" && value !== null && "op" in value && "args" in value && "start" in value;
}
