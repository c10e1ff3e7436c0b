import type { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { newId } from "#lib/core/ids.ts";
import { nameActor } from "#lib/core/name-actor.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { newGatewayKey } from "#lib/crypto/gateway-key.ts";
import type { Transaction } from "#lib/database/prisma.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { compileSnapshot } from "#lib/snapshot/compile-snapshot.ts";
import { CreateGatewayKey } from "./schemas.ts";

/** Makes a key for an agent. The answer is the only place where the key itself ever appears: its hash is what is kept. */
export async function createGatewayKey(
  context: ServiceContext,
  input: z.input<typeof CreateGatewayKey>,
): Promise<{ id: string; key: string }> {
  requirePermission(context, "gateway-keys.write");
  const { actsFor, expiresAt, ...given } = parseInput(CreateGatewayKey, input);
  if (expiresAt && expiresAt <= new Date()) throw invalid("expiresAt", "Give a time to come.");
  const { key, hash, hint } = newGatewayKey();
  const id = newId("key");
  return withTransaction(context, async (transaction) => {
    const person = actsFor ? await findPerson(transaction, actsFor) : null;
    await requireConnections(transaction, given.connections);
    await transaction.gatewayKey.create({
      data: {
        id,
        hash,
        hint,
        ...given,
        userId: person?.id ?? null,
        expiresAt: expiresAt ?? null,
        createdById: nameActor(context.actor).id,
      },
    });
    await compileSnapshot(transaction);
    await recordEvent(transaction, context, {
      type: "gateway-key.created",
      status: "ok",
      attrs: { keyId: id, hint, ...given, actsFor: person?.email ?? null, expiresAt: expiresAt?.toISOString() ?? null },
    });
    return { id, key };
  });
}

async function findPerson(transaction: Transaction, email: string): Promise<{ id: string; email: string }> {
  const person = await transaction.user.findFirst({
    where: { email: { equals: email, mode: "insensitive" }, subject: { not: null } },
    select: { id: true, email: true },
  });
  if (!person) throw invalid("actsFor", "Nobody with this e-mail has signed in yet. Ask them to sign in once.");
  return person;
}

async function requireConnections(transaction: Transaction, slugs: string[]): Promise<void> {
  const known = await transaction.connection.findMany({ where: { slug: { in: slugs } }, select: { slug: true } });
  const missing = slugs.filter((slug) => !known.some((connection) => connection.slug === slug));
  if (missing.length > 0) throw invalid("connections", `There is no connection ${missing.join(", ")}.`);
}

function invalid(field: string, message: string): AppError {
  return new AppError("invalid", message, { fields: { [field]: message } });
}
