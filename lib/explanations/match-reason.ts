import { compileMatch } from "#lib/policies/compile-match.ts";
import type { PolicyCall } from "#lib/policies/decision.ts";
import type { Rule, RuleMatch } from "#lib/policies/schemas.ts";

const subjects: Record<keyof RuleMatch, (call: PolicyCall) => string> = {
  connections: ({ connection }) => `the connection is ${connection}`,
  tools: ({ tool }) => (tool === null ? "the call is not of a tool" : `the tool is ${tool}`),
  mcpMethods: ({ kind, operation }) => (kind === "mcp" ? `the method is ${operation}` : "the call is not MCP"),
  methods: ({ method }) => (method === null ? "the call is not HTTP" : `the method is ${method}`),
  paths: ({ path }) => (path === null ? "the call is not HTTP" : `the path is ${path}`),
  operations: ({ method }) => (method === null ? "the call is not HTTP" : "it is none of these operations"),
  groups: ({ groups }) => (groups.length === 0 ? "the caller has no groups" : `the groups are ${groups.join(", ")}`),
  agents: ({ agent }) => (agent === null ? "no agent calls" : `the agent is ${agent}`),
};

/** The first list of a rule that keeps it from matching, as a sentence; null where all of them match. */
export function matchReason(rule: Rule, call: PolicyCall): string | null {
  for (const list of Object.keys(subjects) as (keyof RuleMatch)[]) {
    const wanted = rule.match[list];
    if (!wanted || compileMatch({ ...rule, match: { [list]: wanted } })(call)) continue;
    const shown = wanted.slice(0, 5).join(", ") + (wanted.length > 5 ? ", …" : "");
    return `Its ${list} are ${shown}, and ${subjects[list](call)}.`;
  }
  return null;
}
