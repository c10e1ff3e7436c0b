import type { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { describeCredential } from "#lib/credentials/describe-credential.ts";
import { sealCredential } from "#lib/credentials/seal-credential.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { compileSnapshot } from "#lib/snapshot/compile-snapshot.ts";
import { requireAllowedAddresses } from "./internal.ts";
import { UpdateConnection } from "./schemas.ts";

/**
 * Changes an upstream; live in the gateways within a second. Throws `conflict` if it changed since `expectedUpdatedAt`,
 * and `invalid` where the stored credential would follow the address to another host.
 */
export async function updateConnection(
  context: ServiceContext,
  input: z.input<typeof UpdateConnection>,
): Promise<{ slug: string }> {
  requirePermission(context, "connections.write");
  const { id, credential, expectedUpdatedAt, ...after } = parseInput(UpdateConnection, input);
  requireAllowedAddresses(context, { ...after, credential });
  return withTransaction(context, async (transaction) => {
    const before = await transaction.connection.findUnique({ where: { id } });
    if (!before) throw new AppError("not_found", "There is no such connection. Reload the list.");
    const keepsCredential = credential === undefined && before.credentialSealed !== null;
    if (keepsCredential && new URL(before.baseUrl).origin !== new URL(after.baseUrl).origin) {
      throw new AppError("invalid", "The stored credential was given for another host. Enter the credential again.", {
        fields: { credential: "Enter it again: the address now leads to another host." },
      });
    }
    const { count } = await transaction.connection.updateMany({
      where: { id, updatedAt: expectedUpdatedAt },
      data: {
        ...after,
        ...(credential !== undefined && { credentialSealed: sealCredential(context.sealer, credential) }),
      },
    });
    if (count === 0) {
      throw new AppError(
        "conflict",
        "Somebody else has changed this connection meanwhile. Reload the page and try again.",
      );
    }
    // What tools said of themselves was said by whoever was at the old address.
    if (before.baseUrl !== after.baseUrl) {
      await transaction.knownTool.deleteMany({ where: { connection: before.slug } });
    }
    await compileSnapshot(transaction);
    await recordEvent(transaction, context, {
      type: "connection.updated",
      status: "ok",
      connection: before.slug,
      kind: after.kind,
      attrs: {
        before: {
          name: before.name,
          kind: before.kind,
          baseUrl: before.baseUrl,
          groups: before.groups,
          holdBudgetMs: before.holdBudgetMs,
          hosts: before.hosts,
          callsPerMinute: before.callsPerMinute,
          callsAtOnce: before.callsAtOnce,
          recording: before.recording,
          shareable: before.shareable,
        },
        after,
        credential: credential === undefined ? "kept" : describeCredential(credential),
      },
    });
    return { slug: before.slug };
  });
}
