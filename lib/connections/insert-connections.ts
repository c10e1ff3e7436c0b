import type { z } from "zod";
import type { ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { newId } from "#lib/core/ids.ts";
import { describeCredential } from "#lib/credentials/describe-credential.ts";
import { sealCredential } from "#lib/credentials/seal-credential.ts";
import type { Transaction } from "#lib/database/prisma.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { compileSnapshot } from "#lib/snapshot/compile-snapshot.ts";
import { requireAllowedAddresses } from "./internal.ts";
import type { CreateConnection } from "./schemas.ts";

/**
 * Adds upstreams, each with its event, and has gateways offer them. For verbs that have asked for the permission. Throws
 * `invalid` for an address that gateways may not connect to, `conflict` for a slug that is taken.
 */
export async function insertConnections(
  transaction: Transaction,
  context: ServiceContext,
  given: readonly z.output<typeof CreateConnection>[],
): Promise<{ id: string; slug: string }[]> {
  const inserted: { id: string; slug: string }[] = [];
  for (const { credential, ...connection } of given) {
    requireAllowedAddresses(context, { ...connection, credential });
    const row = { id: newId("con"), ...connection, credentialSealed: sealCredential(context.sealer, credential) };
    const { count } = await transaction.connection.createMany({ data: [row], skipDuplicates: true });
    if (count === 0) {
      throw new AppError("conflict", `Another connection is called ${row.slug}. Choose another slug.`, {
        fields: { slug: "Taken by another connection." },
      });
    }
    inserted.push({ id: row.id, slug: row.slug });
  }
  await compileSnapshot(transaction);
  for (const { credential, ...connection } of given) {
    await recordEvent(transaction, context, {
      type: "connection.created",
      status: "ok",
      connection: connection.slug,
      kind: connection.kind,
      attrs: { after: connection, credential: describeCredential(credential) },
    });
  }
  return inserted;
}
