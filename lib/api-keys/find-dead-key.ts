import { apiKeyHash, looksLikeApiKey } from "#lib/crypto/api-key.ts";
import type { Database } from "#lib/database/prisma.ts";

/** The key that somebody still tries, though it no longer opens anything; null where there never was one. */
export async function findDeadKey(database: Database, text: string): Promise<{ id: string; name: string } | null> {
  if (!looksLikeApiKey(text)) return null;
  return database.apiKey.findUnique({ where: { hash: apiKeyHash(text) }, select: { id: true, name: true } });
}
