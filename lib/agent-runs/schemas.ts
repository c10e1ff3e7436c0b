import { z } from "zod";
import type { EventRow } from "#lib/ledger/schemas.ts";

/** A session by the digest of its id (`mcp.session.id` of an event), a trace, or the run around an event by its id. */
export const ReadRun = z.strictObject({
  id: z.string().regex(/^(?:[0-9a-f]{32}|evt_[0-9A-HJKMNP-TV-Z]{26})$/, "This is neither a session nor an entry."),
  /** Cursor of an earlier answer: a long session goes on after it. */
  after: z.string().max(200).optional(),
});

/** What one caller did without a longer pause, or in one MCP session, oldest first. */
export type AgentRun = {
  kind: "session" | "run";
  events: EventRow[];
  /** There is more after these. */
  afterCursor: string | null;
};
