import { z } from "zod";
import type { Sealer } from "#lib/crypto/sealer.ts";
import type { Pool } from "#lib/database/pool.ts";

/** A held request as it came, without its caller's credential: what runs where its caller waits elsewhere. */
export const OriginalRequest = z.object({
  method: z.string(),
  rawPath: z.string(),
  path: z.string(),
  query: z.string(),
  /** Name, value, name, value. */
  headers: z.array(z.string()),
  /** Base64. */
  body: z.string(),
});
export type OriginalRequest = z.infer<typeof OriginalRequest>;

export function sealOriginal(sealer: Sealer, original: OriginalRequest): Buffer {
  return sealer.seal("hold", JSON.stringify(original));
}

/** The request to run; undefined where none is kept. */
export async function readOriginal(pool: Pool, sealer: Sealer, holdId: string): Promise<OriginalRequest | undefined> {
  const { rows } = await pool.query<{ original_sealed: Buffer | null }>(
    "select original_sealed from hold where id = $1",
    [holdId],
  );
  const sealed = rows[0]?.original_sealed;
  return sealed ? OriginalRequest.parse(JSON.parse(sealer.open("hold", sealed).toString("utf8"))) : undefined;
}
