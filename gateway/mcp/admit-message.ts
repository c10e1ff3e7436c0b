import type { Dependencies } from "../dependencies.ts";
import { Refusal } from "../errors.ts";
import type { Caller } from "../identity/caller.ts";
import { headerValue } from "../message/raw-headers.ts";
import type { Accepted } from "../pipeline/accept.ts";
import type { Call } from "../pipeline/call.ts";
import type { Answered } from "../pipeline/forward.ts";
import type { LiveConnection } from "../snapshot/live-snapshot.ts";
import { disagreeingHeader } from "./header-agreement.ts";

const sessionHeader = "mcp-session-id";

type Sessions = Pick<Dependencies, "sessions">;

/**
 * What MCP asks of a message before anybody judges it: its headers say what it says, and its session is the caller's
 * own. Throws where the database cannot be asked.
 */
export async function admitMessage(
  { sessions }: Sessions,
  { headers }: Accepted,
  connection: LiveConnection,
  { callerId }: Caller,
  call: Call,
): Promise<Refusal | undefined> {
  if (call.kind !== "mcp") return undefined;
  const lying = disagreeingHeader(headers, call);
  if (lying !== null) return new Refusal("header_mismatch", `${lying} does not say what the message says.`);
  const sessionId = headerValue(headers, sessionHeader);
  // Since 2026-07-28 there are no sessions; `forward` leaves the header out.
  if (sessionId === null || call.modern) return undefined;
  const owns = await sessions.isOwner({ connection: connection.slug, sessionId, callerId });
  return owns ? undefined : new Refusal("unknown_session");
}

/** Binds a session that the upstream has opened to the caller, before the caller hears of it. */
export async function bindOpenedSession(
  { sessions }: Sessions,
  connection: LiveConnection,
  { callerId }: Caller,
  call: Call,
  answered: Answered,
): Promise<Refusal | undefined> {
  if (call.operation !== "initialize") return undefined;
  const sessionId = headerValue(answered.headers, sessionHeader);
  if (sessionId === null) return undefined;
  const bound = await sessions.bind({ connection: connection.slug, sessionId, callerId });
  return bound ? undefined : new Refusal("upstream_failed", "The upstream gave out a session that is not new.");
}
