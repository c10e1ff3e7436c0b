import { compileOperations } from "#lib/operations/compile-operations.ts";
import type { PolicyCall } from "./decision.ts";
import type { Rule } from "./schemas.ts";

/**
 * Whether a call is one that the lists of a rule are about. Prepare it once per policy version. Throws SyntaxError where
 * `operations` names none that is known.
 */
export function compileMatch({ match }: Rule): (call: PolicyCall) => boolean {
  const connections = compileGlobs(match.connections);
  const tools = compileGlobs(match.tools);
  const paths = compileGlobs(match.paths?.map((path) => path.replace(/\{[^{}/]*\}/g, "*")));
  const operations = match.operations && compileOperations(match.operations);
  const groups = compileGlobs(match.groups);
  const agents = compileGlobs(match.agents);
  const methods = match.methods && new Set<string>(match.methods);
  const mcpMethods = match.mcpMethods && new Set<string>(match.mcpMethods);
  return (call) =>
    (!connections || connections(call.connection)) &&
    (!tools || (call.tool !== null && tools(call.tool))) &&
    (!mcpMethods || (call.kind === "mcp" && mcpMethods.has(call.operation))) &&
    (!methods || (call.method !== null && methods.has(call.method))) &&
    (!paths || (call.path !== null && paths(call.path))) &&
    (!groups || call.groups.some(groups)) &&
    (!agents || (call.agent !== null && agents(call.agent))) &&
    (!operations || (call.method !== null && call.path !== null && operations(call.method, call.path)));
}

export function compileGlobs(globs: readonly string[] | undefined): ((text: string) => boolean) | undefined {
  if (!globs) return undefined;
  const patterns = globs.map(compileGlob);
  return (text) => patterns.some((matches) => matches(text));
}

/**
 * `*` matches within a segment (up to the next `/`), `**` across segments. Linear in practice and in the worst case:
 * the text between stars is searched left to right, never backtracking over an earlier star of the same kind.
 */
function compileGlob(glob: string): (text: string) => boolean {
  if (!glob.includes("*")) return (text) => text === glob;
  const tokens = glob.split(/(\*+)/).filter((token) => token !== "");
  const [prefix = "", star] = tokens.length === 1 ? ["", glob] : tokens;
  // Most patterns are a name with one star at its end.
  if (tokens.length <= 2 && star === "*" && glob.endsWith("*")) {
    return (text) => text.startsWith(prefix) && !text.includes("/", prefix.length);
  }
  return (text) => matchTokens(tokens, text);
}

function matchTokens(tokens: readonly string[], text: string): boolean {
  // Positions reachable after the tokens read so far: a set instead of backtracking keeps hostile input cheap.
  let positions = new Set([0]);
  for (const token of tokens) {
    const next = new Set<number>();
    for (const position of positions) {
      if (!token.startsWith("*")) {
        if (text.startsWith(token, position)) next.add(position + token.length);
        continue;
      }
      for (let end = position; end <= text.length; end++) {
        if (next.has(end)) break;
        next.add(end);
        if (token === "*" && text[end] === "/") break;
      }
    }
    if (next.size === 0) return false;
    positions = next;
  }
  return positions.has(text.length);
}
