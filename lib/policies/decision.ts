import type { ApprovalTerms } from "#lib/approvals/schemas.ts";
import type { ToolFacts } from "#lib/tools/schemas.ts";
import type { Effect } from "./schemas.ts";

/** What a rule is matched against. */
export type PolicyCall = {
  connection: string;
  kind: "mcp" | "http";
  /** MCP method, such as `tools/call`; HTTP: `METHOD /path`. */
  operation: string;
  tool: string | null;
  method: string | null;
  path: string | null;
  groups: readonly string[];
  agent: string | null;
  /** Subject and verified e-mail address of the person. */
  subject: string | null;
  email: string | null;
  /** Name of the MCP client. */
  client: string | null;
  /** Arguments of a tool, or parameters of another MCP method; undefined where they are not known or not exact. */
  args: Readonly<Record<string, unknown>> | undefined;
  /** Query string of an HTTP call, without the question mark; undefined where it is not known any more. */
  query: string | null | undefined;
  /** Body of an HTTP call: parsed JSON, else text, null where there is none, undefined where it cannot be read. */
  body: unknown;
  /** What the connection says of the tool; null where it is not known. */
  toolFacts: ToolFacts | null;
  /** When it is made, in ms since 1970. */
  at: number;
  /** HOLDPOINT_ENV. */
  environment: string;
  /** What the caller did before this call; undefined where nobody counted. */
  history: CallHistory | undefined;
};

/** Calls that policy judged, by what it decided, in the last minute and hour. */
export type RecentCalls = { readonly minute: CallCounts; readonly hour: CallCounts };
/** Those of one caller, and of these those of the same tool or HTTP operation. */
export type CallHistory = RecentCalls & { readonly same: RecentCalls };
export type CallCounts = { readonly calls: number; readonly denied: number; readonly held: number };

export type Decision = {
  effect: Effect;
  /** The rule that decided; null where no rule matched. */
  rule: string | null;
  message: string | null;
  /** Every rule that matched, in document order. */
  matched: string[];
  /** Rules whose condition could not be evaluated: those that deny or hold count as matched, those that allow do not. */
  errors: string[];
  /** Rules whose masks apply: those that matched, and those whose condition could not be evaluated. */
  masks: string[];
  /** What rules that only observe would have done: `<effect>:<rule id>`, `<effect>:<rule id>:error` where it failed. */
  observed: readonly string[];
  policyVersion: number;
  /** What the rules that hold it ask for; null where none does. */
  approval: ApprovalTerms | null;
};
