import type { ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { describeCredential } from "#lib/credentials/describe-credential.ts";
import { openCredential } from "#lib/credentials/open-credential.ts";
import { ConnectionKind, Recording, type ConnectionSummary } from "./schemas.ts";

/** One connection, and of its credential the kind and the names in it, never a value. Throws `not_found`. */
export async function readConnection(
  context: ServiceContext,
  input: { id: string },
): Promise<ConnectionSummary & { credentialShape: Record<string, unknown> | null }> {
  requirePermission(context, "connections.read");
  const found = await context.database.connection.findUnique({ where: { id: input.id } });
  if (!found) throw new AppError("not_found", "There is no such connection.");
  const { credentialSealed, createdAt: _createdAt, ...row } = found;
  const credential = credentialSealed && openCredential(context.sealer, credentialSealed);
  return {
    ...row,
    kind: ConnectionKind.parse(row.kind),
    recording: Recording.parse(row.recording),
    credential: credential && credential.kind,
    credentialShape: describeCredential(credential),
  };
}
