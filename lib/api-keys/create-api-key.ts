import type { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { newId } from "#lib/core/ids.ts";
import { nameActor } from "#lib/core/name-actor.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { newApiKey } from "#lib/crypto/api-key.ts";
import type { Transaction } from "#lib/database/prisma.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { isWithin } from "./internal.ts";
import { CreateApiKey, longestDays } from "./schemas.ts";

const dayMs = 86_400_000;

/**
 * Makes a key for the console's API, for a program or for the person who makes it. Nobody can make one that may do more
 * than they may, and a key can make none that outlives it. The answer is the only place where the key ever appears.
 */
export async function createApiKey(
  context: ServiceContext,
  input: z.input<typeof CreateApiKey>,
): Promise<{ id: string; key: string }> {
  const { actsAs, expiresAt, ...given } = parseInput(CreateApiKey, input);
  requirePermission(context, actsAs === "me" ? "api-keys.own" : "api-keys.write");
  const { actor } = context;
  // A key of somebody's own is that auditor again; a program's is another one.
  if (given.auditor && actsAs === "itself") requirePermission(context, "people.grant");
  if (!isWithin(actor, given)) {
    throw new AppError("forbidden", "A key cannot do more than you may yourself. Choose a lesser role.");
  }
  if (actsAs === "me" && actor.kind !== "person")
    throw new AppError("forbidden", "Only a person has keys of their own.");
  requireFuture(expiresAt);
  const { key, hash, hint } = newApiKey();
  const id = newId("apk");
  const maker = nameActor(actor);
  const userId = actsAs === "me" ? maker.id : null;
  return withTransaction(context, async (transaction) => {
    await refuseLongerThanMaker(transaction, context, expiresAt);
    await transaction.apiKey.create({
      data: { id, hash, hint, ...given, userId, expiresAt, createdById: maker.id, createdByName: maker.name },
    });
    await recordEvent(transaction, context, {
      type: "api-key.created",
      status: "ok",
      attrs: { keyId: id, hint, actsAs, ...given, expiresAt: expiresAt.toISOString() },
    });
    return { id, key };
  });
}

function requireFuture(expiresAt: Date): void {
  const now = Date.now();
  if (expiresAt.getTime() <= now) throw invalidExpiry("Give a time to come.");
  if (expiresAt.getTime() > now + longestDays * dayMs) throw invalidExpiry("A key works for a year at most.");
}

async function refuseLongerThanMaker(
  transaction: Transaction,
  context: ServiceContext,
  expiresAt: Date,
): Promise<void> {
  const { actor } = context;
  const maker = actor.kind === "api-key" ? actor : actor.kind === "person" ? actor.apiKey : undefined;
  if (!maker) return;
  // Locked: a key that is being revoked makes no other.
  const rows = await transaction.$queryRaw<unknown[]>`
    select 1 from api_key where id = ${maker.id} and revoked_at is null and expires_at >= ${expiresAt} for share`;
  if (rows.length === 0) throw invalidExpiry("A key cannot make one that works longer than itself.");
}

function invalidExpiry(message: string): AppError {
  return new AppError("invalid", message, { fields: { expiresAt: message } });
}
