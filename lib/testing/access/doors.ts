import type { Who } from "./who.ts";

/** Who sees each page of the console; the others are told that they may not. Nobody sees any without a sign-in. */
export const pages: Record<string, Who> = {
  "/agents": "readers",
  "/api-keys": "people",
  "/approvals": "people",
  "/approvals/[holdId]": "people",
  "/approvals/grants": "people",
  "/approvals/numbers": "readers",
  "/audit": "people",
  "/audit/[eventId]": "people",
  "/audit/sessions/[sessionId]": "people",
  "/connections": "readers",
  "/exports": "readers",
  "/notifications": "people",
  "/people": "readers",
  "/people/[personId]": "readers",
  "/policies": "readers",
  "/policies/packs": "readers",
  "/policies/packs/[packId]": "readers",
  "/retention": "readers",
  "/sinks": "readers",
  "/sinks/[sinkId]": "readers",
  "/usage": "people",
  "/watches": "readers",
};

/** Pages for who is not signed in yet, or no more. */
export const openPages = ["/", "/sign-in", "/signed-out"];

/** Who gets an answer from each route that browsers ask, exports and live views among them; the others get 403. */
export const routes: Record<string, Who> = {
  "/api/audit/events": "people",
  "/api/audit/events/[eventId]": "people",
  "/api/audit/facets": "people",
  "/api/audit/histogram": "people",
  "/api/audit/stream": "people",
  "/api/audit/values": "people",
  "/api/holds/stream": "people",
  "/audit/export": "readers",
  "/exports/[exportId]/file": "readers",
  "/usage/csv": "people",
};

/** Routes that ask for something else than a session: the sign-in itself, the sign of life, Slack's signature, API keys. */
export const otherRoutes = ["/api/auth/[...nextauth]", "/api/health", "/api/slack/[channelId]", "/api/v1/[[...path]]"];
