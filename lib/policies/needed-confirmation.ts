import { compileGlobs } from "./compile-match.ts";
import type { Confirmation, PolicyDocument, Rule } from "./schemas.ts";

/** `slug`: null stands for any connection that may be made later. */
type Reached = { slug: string | null; kind: string };
const madeLater: readonly Reached[] = ["mcp", "http"].map((kind) => ({ slug: null, kind }));

/**
 * What must be typed before such a policy is published: it lets everything pass, or it lets nobody reach any of the
 * `connections`. Null for all others.
 */
export function neededConfirmation(document: PolicyDocument, connections: readonly Reached[]): Confirmation | null {
  const rules = document.rules.filter(({ observe }) => observe !== true);
  const reached = connections.length > 0 ? connections : madeLater;
  if (!reached.some((connection) => isOpen(rules, connection))) return "lock everybody out";
  const allowsAll = (connection: Reached) =>
    rules.some((rule) => rule.effect === "allow" && isUnconditional(rule) && coversAll(rule, connection));
  const onlyAllows = rules.every(({ effect }) => effect === "allow");
  return onlyAllows && [...connections, ...madeLater].every(allowsAll) ? "allow everything" : null;
}

/** Whether some call to it could run or be held. */
function isOpen(rules: readonly Rule[], connection: Reached): boolean {
  const isShut = rules.some((rule) => rule.effect === "deny" && isUnconditional(rule) && coversAll(rule, connection));
  return !isShut && rules.some((rule) => rule.effect !== "deny" && touches(rule, connection));
}

function isUnconditional({ when }: Rule): boolean {
  return when === undefined || when.trim() === "true";
}

/** Whether some call to the connection may match. */
function touches({ match }: Rule, { slug, kind }: Reached): boolean {
  const isOfOtherKind =
    kind === "mcp" ? (match.methods ?? match.paths ?? match.operations) : (match.tools ?? match.mcpMethods);
  if (isOfOtherKind) return false;
  return slug === null || (compileGlobs(match.connections)?.(slug) ?? true);
}

/** Whether every call to the connection, of whomever, matches: its other lists are absent, or have a star for everything. */
function coversAll(rule: Rule, connection: Reached): boolean {
  const { connections, groups, agents, operations, methods, mcpMethods, tools, paths } = rule.match;
  if (groups || agents || operations || methods || mcpMethods) return false;
  if (connection.slug === null && connections && !connections.some(isStar)) return false;
  if (tools && !tools.some(isStar)) return false;
  // A star of a path ends with its segment.
  if (paths && !paths.includes("/**") && !paths.includes("**")) return false;
  return touches(rule, connection);
}

function isStar(glob: string): boolean {
  return glob === "*" || glob === "**";
}
