import type { Decision, PolicyCall, PolicyDocument, Rule } from "./schemas.ts";

type CompiledRule = { rule: Rule; matches: (call: PolicyCall) => boolean };
export type CompiledPolicy = { version: number; rules: CompiledRule[] };

/** Prepares a policy for evaluation; do it once per version, not per call. */
export function compilePolicy(document: PolicyDocument, version: number): CompiledPolicy {
  return { version, rules: document.rules.map((rule) => ({ rule, matches: compileMatch(rule) })) };
}

/**
 * Decides one call: all matching rules count, deny beats hold beats allow, no match is deny. Where several hold rules
 * match, the first names the approvers and the shortest expiry counts.
 */
export function evaluate(policy: CompiledPolicy, call: PolicyCall): Decision {
  const matched: Rule[] = [];
  for (const { rule, matches } of policy.rules) if (matches(call)) matched.push(rule);
  const strongest =
    matched.find((rule) => rule.effect === "deny") ??
    matched.find((rule) => rule.effect === "hold") ??
    matched.find((rule) => rule.effect === "allow");
  const holds = matched.filter((rule) => rule.effect === "hold");
  return {
    effect: strongest?.effect ?? "deny",
    rule: strongest?.id ?? null,
    message: strongest?.message ?? null,
    matched: matched.map((rule) => rule.id),
    policyVersion: policy.version,
    approval:
      strongest?.effect === "hold" && strongest.approval
        ? {
            groups: strongest.approval.groups,
            expiresInS: Math.min(...holds.map((rule) => rule.approval?.expiresInS ?? Infinity)),
          }
        : null,
  };
}

function compileMatch({ match }: Rule): (call: PolicyCall) => boolean {
  const connections = compileGlobs(match.connections);
  const tools = compileGlobs(match.tools);
  const paths = compileGlobs(match.paths);
  const groups = compileGlobs(match.groups);
  const agents = compileGlobs(match.agents);
  const methods = match.methods && new Set<string>(match.methods);
  return (call) =>
    (!connections || connections(call.connection)) &&
    (!tools || (call.tool !== null && tools(call.tool))) &&
    (!methods || (call.method !== null && methods.has(call.method))) &&
    (!paths || (call.path !== null && paths(call.path))) &&
    (!groups || call.groups.some(groups)) &&
    (!agents || (call.agent !== null && agents(call.agent)));
}

function compileGlobs(globs: readonly string[] | undefined): ((text: string) => boolean) | undefined {
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
