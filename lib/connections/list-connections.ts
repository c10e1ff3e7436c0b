import type { ServiceContext } from "#lib/core/context.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { openCredential } from "#lib/credentials/open-credential.ts";
import { ConnectionKind, Recording, type ConnectionSummary } from "./schemas.ts";

const limit = 500;

/** Connections by slug, without their credentials. */
export async function listConnections(context: ServiceContext): Promise<ConnectionSummary[]> {
  requirePermission(context, "connections.read");
  const rows = await context.database.connection.findMany({ orderBy: { slug: "asc" }, take: limit });
  return rows.map(({ credentialSealed, createdAt: _createdAt, ...row }) => ({
    ...row,
    kind: ConnectionKind.parse(row.kind),
    recording: Recording.parse(row.recording),
    credential: credentialSealed && openCredential(context.sealer, credentialSealed).kind,
  }));
}
