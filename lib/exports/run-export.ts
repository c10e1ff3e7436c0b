import type { ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import type { Logger } from "#lib/observability/logger.ts";
import type { Export } from "#prisma-client";
import { findOwner } from "./find-standing.ts";
import { endExport } from "./end-export.ts";
import { mayExport } from "./may-export.ts";
import { GivenBack, trackExport } from "./track-export.ts";
import { writeExport } from "./write-export.ts";
import { requireFolder } from "./require-folder.ts";
import { sealedPath, writeSealed } from "./sealed-file.ts";

const abandonedAfterS = 60;
const nothing = { rows: 0, bytes: 0 };

export type ExportMeans = {
  context: ServiceContext;
  logger: Logger;
  /** Gives the export back to the queue. */
  signal: AbortSignal;
};

/**
 * Makes the file of the export that has waited longest, or of one whose worker has died, by the rights its owner has now.
 * Returns whether there was one.
 */
export async function runExport({ context, logger, signal }: ExportMeans): Promise<boolean> {
  const row = await claim(context);
  if (!row) return false;
  const owner = await findOwner(context.database, row.ownerId);
  if (!owner || !mayExport(owner, row)) {
    const error = "Whoever asked for it may no longer export that.";
    await endExport(context, row, nothing, { state: "failed", error });
    return true;
  }
  const acting = { ...context, actor: owner };
  const standing = () => findOwner(context.database, row.ownerId);
  const aborter = new AbortController();
  const stop = () => aborter.abort(new GivenBack("the worker stops"));
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });
  try {
    const chunks = trackExport(acting, row, writeExport(acting, row, aborter.signal), { standing, aborter });
    await writeSealed(context.sealer, sealedPath(requireFolder(context), row.id), chunks);
  } catch (error) {
    if (!(error instanceof AppError) && !(error instanceof GivenBack))
      logger.error({ err: error, export: row.id }, "an export failed");
  }
  signal.removeEventListener("abort", stop);
  return true;
}

async function claim({ database }: ServiceContext): Promise<Export | null> {
  const [claimed] = await database.$queryRaw<{ id: string }[]>`
    update export set state = 'running', started_at = now(), alive_at = now(), rows = 0, bytes = 0
    where id = (
      select id from export
      where way = 'background' and (state = 'queued'
        or (state = 'running' and alive_at < now() - make_interval(secs => ${abandonedAfterS})))
      order by created_at limit 1 for update skip locked)
    returning id`;
  return claimed ? database.export.findUnique({ where: { id: claimed.id } }) : null;
}
