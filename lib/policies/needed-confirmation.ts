import { compileGlobs } from "./compile-match.ts";
import type { Confirmation, PolicyDocument, Rule } from "./schemas.ts";

type Reached = { slug: string; kind: string };
/** Stands for connections that are made later. */
const anyConnections: readonly Reached[] = ["mcp", "http"].map((kind) => ({ slug: "a-connection-made-later", kind }));

/**
 * What must be typed before such a policy is published: it lets everything pass, or it lets nobody reach any of the
 * `connections`. Null for all others.
 */
export function neededConfirmation(document: PolicyDocument, connections: readonly Reached[]): Confirmation | null {
  const rules = document.rules.filter(({ observe }) => observe !== true);
  const reached = connections.length > 0 ? connections : anyConnections;
  if (!reached.some((connection) => isOpen(rules, connection))) return "lock everybody out";
  const allows = (connection: Reached) =>
    rules.some((rule) => rule.effect === "allow" && isUnconditional(rule) && coversAll(rule, connection));
  const onlyAllows = rules.every(({ effect }) => effect === "allow");
  return onlyAllows && [...connections, ...anyConnections].every(allows) ? "allow everything" : null;
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
  const isHttp = match.methods ?? match.paths ?? match.operations;
  const isMcp = match.tools ?? match.mcpMethods;
  if (kind === "mcp" ? isHttp : isMcp) return false;
  return compileGlobs(match.connections)?.(slug) ?? true;
}

/** Whether every call to the connection, of whomever, matches: its other lists are absent, or have a star for everything. */
function coversAll(rule: Rule, connection: Reached): boolean {
  const { groups, agents, operations, methods, mcpMethods, tools, paths } = rule.match;
  if (groups || agents || operations || methods || mcpMethods) return false;
  return touches(rule, connection) && (tools ?? paths ?? ["**"]).some((glob) => glob === "**" || glob === "/**");
}
