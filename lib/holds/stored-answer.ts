import { z } from "zod";
import type { Sealer } from "#lib/crypto/sealer.ts";
import type { Pool } from "#lib/database/pool.ts";

/** How long an identical request gets the answer of a finished hold, where its rule says nothing else. */
export const defaultReplayS = 600;
/** How long a call that expired, or that its person took back, is told to a caller who was away meanwhile. */
export const toldForS = 3_600;
/** Larger answers are passed on, but not kept. */
export const maxStoredAnswerBytes = 1_000_000;

/** The answer of a held call as its caller got it: the JSON-RPC message, or the HTTP answer with its body in base64. */
export const StoredAnswer = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("mcp"), message: z.string() }),
  z.object({ kind: z.literal("http"), status: z.number(), headers: z.array(z.string()), body: z.string() }),
]);
export type StoredAnswer = z.infer<typeof StoredAnswer>;

export function sealAnswer(sealer: Sealer, answer: StoredAnswer): Buffer {
  return sealer.seal("hold", JSON.stringify(answer));
}

/** The stored answer of a hold, and when it ended; `answer` is null where none was kept. */
export async function readStoredAnswer(
  pool: Pool,
  sealer: Sealer,
  holdId: string,
): Promise<{ answer: StoredAnswer | null; finishedAt: Date | null }> {
  const { rows } = await pool.query<{ result_sealed: Buffer | null; finished_at: Date | null }>({
    name: "read-stored-answer",
    text: "select result_sealed, finished_at from hold where id = $1",
    values: [holdId],
  });
  const sealed = rows[0]?.result_sealed ?? null;
  return {
    answer: sealed && StoredAnswer.parse(JSON.parse(sealer.open("hold", sealed).toString("utf8"))),
    finishedAt: rows[0]?.finished_at ?? null,
  };
}
