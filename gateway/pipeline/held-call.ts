import type { Decision } from "#lib/policies/decision.ts";
import type { Caller } from "../identity/caller.ts";
import type { LiveConnection } from "../snapshot/live-snapshot.ts";
import type { Accepted } from "./accept.ts";
import type { Call } from "./call.ts";

/** A call that policy wants people to see, with all that the stages have found out about it. */
export type HeldCall = { accepted: Accepted; caller: Caller; routed: LiveConnection; call: Call; decision: Decision };
