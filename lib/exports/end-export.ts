import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import type { Export } from "#prisma-client";

/** How long the file of an export that was made in the background can be downloaded. */
const keptDays = 7;

export type ExportEnd = { state: "completed"; sha256: string } | { state: "failed" | "cancelled"; error: string };

/** Notes and records how an export ended; does nothing where somebody has cancelled it meanwhile. */
export async function endExport(
  context: ServiceContext,
  { id, way }: Pick<Export, "id" | "way">,
  progress: { rows: number; bytes: number },
  end: ExportEnd,
): Promise<void> {
  const finishedAt = new Date();
  const kept = end.state === "completed" && way === "background";
  const expiresAt = kept ? new Date(finishedAt.getTime() + keptDays * 86_400_000) : null;
  await withTransaction(context, async (transaction) => {
    const { count } = await transaction.export.updateMany({
      where: { id, state: "running" },
      data: { ...end, ...progress, finishedAt, expiresAt },
    });
    if (count === 0) return;
    const { state, ...facts } = end;
    await recordEvent(transaction, context, {
      type: "export.finished",
      status: state === "completed" ? "ok" : state,
      attrs: { export: id, ...progress, ...facts },
    });
  });
}
