import type { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { newId } from "#lib/core/ids.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { describeCredential } from "#lib/credentials/describe-credential.ts";
import { sealCredential } from "#lib/credentials/seal-credential.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { compileSnapshot } from "#lib/snapshot/compile-snapshot.ts";
import { requireAllowedAddresses } from "./internal.ts";
import { CreateConnection } from "./schemas.ts";

/** Adds an upstream; gateways offer it within a second. The credential is sealed and never read back. */
export async function createConnection(
  context: ServiceContext,
  input: z.input<typeof CreateConnection>,
): Promise<{ id: string; slug: string }> {
  requirePermission(context, "connections.write");
  const { credential, ...connection } = parseInput(CreateConnection, input);
  requireAllowedAddresses(context, { ...connection, credential });
  const row = { id: newId("con"), ...connection, credentialSealed: sealCredential(context.sealer, credential) };
  return withTransaction(context, async (transaction) => {
    const { count } = await transaction.connection.createMany({ data: [row], skipDuplicates: true });
    if (count === 0) {
      throw new AppError("conflict", `Another connection is called ${row.slug}. Choose another slug.`, {
        fields: { slug: "Taken by another connection." },
      });
    }
    await compileSnapshot(transaction);
    await recordEvent(transaction, context, {
      type: "connection.created",
      status: "ok",
      connection: row.slug,
      kind: row.kind,
      attrs: { after: connection, credential: describeCredential(credential) },
    });
    return { id: row.id, slug: row.slug };
  });
}
