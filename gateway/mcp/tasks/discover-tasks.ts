import { compileGlobs } from "#lib/policies/compile-match.ts";
import { insertMember, memberAt } from "../../message/json-members.ts";
import { skipSpace } from "../../message/json-spans.ts";
import type { Call } from "../../pipeline/call.ts";
import type { LiveConnection, LiveSnapshot } from "../../snapshot/live-snapshot.ts";
import type { MessageEdit } from "../visible-lists.ts";
import { tasksExtension } from "./declares-tasks.ts";

/**
 * Says in the answer to `server/discover` that this server has tasks, where a rule may hold calls of the connection;
 * undefined for every other message. Everything else of the answer stays byte for byte.
 */
export function discoverEdit({ policy }: LiveSnapshot, { slug }: LiveConnection, call: Call): MessageEdit | undefined {
  if (call.operation !== "server/discover") return undefined;
  const mayHold = policy.rules.some(
    ({ rule }) => rule.effect === "hold" && !rule.observe && (compileGlobs(rule.match.connections)?.(slug) ?? true),
  );
  return mayHold ? withTasks : undefined;
}

function withTasks(text: string): string {
  const result = memberAt(text, skipSpace(text, 0), "result");
  const capabilities = result === undefined ? undefined : memberAt(text, result, "capabilities");
  if (capabilities === undefined || text[capabilities] !== "{") return text;
  const extensions = memberAt(text, capabilities, "extensions");
  if (extensions === undefined) return insertMember(text, capabilities, `"extensions":{"${tasksExtension}":{}}`);
  if (text[extensions] !== "{" || memberAt(text, extensions, tasksExtension) !== undefined) return text;
  return insertMember(text, extensions, `"${tasksExtension}":{}`);
}
