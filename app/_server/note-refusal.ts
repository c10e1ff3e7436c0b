import { headers } from "next/headers";
import { AppError } from "#lib/core/errors.ts";
import { recordRefusal } from "#lib/ledger/record-refusal.ts";
import { getConsole } from "./console.ts";
import { clientIpOf, findContext } from "./context.ts";

/** Records what somebody who is signed in was refused at a door of the console; other errors are no refusals. */
export async function noteRefusal(operation: string, error: unknown): Promise<void> {
  if (!(error instanceof AppError) || error.code !== "forbidden") return;
  const { database, logger } = getConsole();
  try {
    const context = await findContext();
    // Who is not signed in has no name here, and could fill the ledger.
    if (!context) return;
    const clientIp = clientIpOf(await headers());
    const services = clientIp === undefined ? { database } : { database, clientIp };
    await recordRefusal(services, { actor: context.actor, operation, error, httpStatus: 403 });
  } catch (cause) {
    logger.error({ err: cause }, "a refusal could not be recorded");
  }
}
