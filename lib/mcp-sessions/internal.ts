import { sha256Hex } from "#lib/crypto/request-digest.ts";

/** A session that an upstream has opened for one caller. */
export type McpSession = { connection: string; sessionId: string; callerId: string };

/** What a session is kept under. Its id is a secret between caller and upstream, so only the hash is stored. */
export function sessionHash({ connection, sessionId }: McpSession): string {
  return sha256Hex(JSON.stringify([connection, sessionId]));
}
