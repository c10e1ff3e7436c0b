import { couldBeAllowed } from "#lib/policies/evaluate.ts";
import type { NamedToolFacts } from "#lib/tools/schemas.ts";
import type { Caller } from "../identity/caller.ts";
import { arrayElements, objectMembers, skipSpace, type Span } from "../message/json-spans.ts";
import type { Call, McpCall } from "../pipeline/call.ts";
import { policyCall } from "../pipeline/policy-call.ts";
import { listedTool } from "./listed-tool.ts";
import type { LiveConnection, LiveSnapshot } from "../snapshot/live-snapshot.ts";

/** The lists of a result, and the method by which what they name is called. */
const lists: ReadonlyMap<string, string> = new Map([
  ["tools", "tools/call"],
  ["prompts", "prompts/get"],
  ["resources", "resources/read"],
  ["resourceTemplates", "resources/read"],
]);
const listMethods = new Set(["tools/list", "prompts/list", "resources/list", "resources/templates/list"]);

/** Changes one message of an answer, or leaves it as it is. */
export type MessageEdit = (text: string) => string;

/**
 * Takes out of lists what the policy denies this caller whatever the arguments, and keeps caches from sharing what is
 * left (2026-07-28). Undefined where no list is to be expected: only a list's own answer, and the stream of a session,
 * on which a client may collect one.
 */
export function listEdit(
  snapshot: LiveSnapshot,
  connection: LiveConnection,
  caller: Caller,
  call: Call,
): MessageEdit | undefined {
  if (call.kind !== "mcp" || !(listMethods.has(call.operation) || call.httpMethod === "GET")) return undefined;
  const mayCall = (operation: string, tool: NamedToolFacts | null): boolean => {
    const probe: McpCall = { ...call, operation, tool: tool?.name ?? null, params: {}, exact: false };
    // By what the tool says of itself here: the call that follows is judged by it as well.
    return couldBeAllowed(snapshot.policy, { ...policyCall(snapshot, connection, caller, probe), toolFacts: tool });
  };
  return (text) => {
    // Most messages of a session's stream are no lists, and need not be parsed to be known as such.
    if (![...lists.keys()].some((key) => text.includes(`"${key}"`)) || !isJson(text)) return text;
    const listed: NamedToolFacts[] = [];
    const edited = replaced(text, [...listEdits(text, mayCall, listed)]);
    if (listed.length > 0) snapshot.toolWatch.see(connection, listed);
    return edited;
  };
}

type Replacement = Span & { text: string };
type MayCall = (operation: string, tool: NamedToolFacts | null) => boolean;

/** The changes, and the tools that are in the list, hidden ones too. */
function* listEdits(text: string, mayCall: MayCall, listed: NamedToolFacts[]): Generator<Replacement> {
  for (const result of objectMembers(text, skipSpace(text, 0))) {
    if (result.key !== "result") continue;
    for (const member of objectMembers(text, result.start)) {
      const operation = lists.get(member.key);
      if (operation !== undefined) yield* withoutHidden(text, member, operation, mayCall, listed);
      if (member.key === "cacheScope") yield { start: member.start, end: member.end, text: '"private"' };
    }
  }
}

function* withoutHidden(
  text: string,
  list: Span,
  operation: string,
  mayCall: MayCall,
  listed: NamedToolFacts[],
): Generator<Replacement> {
  const all = [...arrayElements(text, list.start)].map(({ start, end }) => text.slice(start, end));
  const shown = all.filter((element) => {
    if (operation !== "tools/call") return mayCall(operation, null);
    const tool = listedTool(element);
    if (tool) listed.push(tool);
    return mayCall(operation, tool ?? null);
  });
  if (shown.length < all.length) yield { start: list.start, end: list.end, text: `[${shown.join(",")}]` };
}

function replaced(text: string, replacements: Replacement[]): string {
  let result = "";
  let at = 0;
  for (const replacement of replacements) {
    result += text.slice(at, replacement.start) + replacement.text;
    at = replacement.end;
  }
  return result + text.slice(at);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
