import { ringStatement } from "#lib/database/bell.ts";
import type { Transaction } from "#lib/database/prisma.ts";
import { ConnectionKind, Recording } from "#lib/connections/schemas.ts";
import { PolicyDocument } from "#lib/policies/schemas.ts";
import { ToolFacts } from "#lib/tools/schemas.ts";
import type { SnapshotDocument } from "./schemas.ts";

/**
 * Compiles connections, the policy in force and the live gateway keys into the one snapshot row, with the next version,
 * and rings the gateways when `transaction` commits. Call it after the change it is to carry, in the same transaction.
 */
export async function compileSnapshot(transaction: Transaction): Promise<void> {
  // Held until commit: the compiler that waits here sees what the one before it committed, so no change is lost.
  await transaction.$executeRaw`select pg_advisory_xact_lock(hashtext('compile_snapshot'))`;
  const document: SnapshotDocument = {
    connections: await compileConnections(transaction),
    tools: await compileTools(transaction),
    policy: await compilePolicyInForce(transaction),
    gatewayKeys: await compileGatewayKeys(transaction),
    agentOwners: await compileAgentOwners(transaction),
    disabledIdentities: await compileDisabledIdentities(transaction),
  };
  const { version } = await transaction.snapshot.upsert({
    where: { id: 1 },
    create: { version: 1, document },
    update: { version: { increment: 1 }, document, createdAt: new Date() },
    select: { version: true },
  });
  const bell = ringStatement({ topic: "snapshot", version: Number(version) });
  await transaction.$executeRawUnsafe(bell.sql, ...bell.parameters);
}

async function compileConnections(transaction: Transaction): Promise<SnapshotDocument["connections"]> {
  const rows = await transaction.connection.findMany({ orderBy: { slug: "asc" } });
  return rows.map((row) => ({
    slug: row.slug,
    kind: ConnectionKind.parse(row.kind),
    baseUrl: row.baseUrl,
    credential: row.credentialSealed && Buffer.from(row.credentialSealed).toString("base64"),
    groups: row.groups,
    holdBudgetMs: row.holdBudgetMs,
    hosts: row.hosts,
    callsPerMinute: row.callsPerMinute,
    callsAtOnce: row.callsAtOnce,
    recording: Recording.parse(row.recording),
    shareable: row.shareable,
  }));
}

async function compileTools(transaction: Transaction): Promise<SnapshotDocument["tools"]> {
  const rows = await transaction.knownTool.findMany({ orderBy: [{ connection: "asc" }, { name: "asc" }] });
  const tools: SnapshotDocument["tools"] = {};
  for (const { connection, name, annotations, schemaHash } of rows) {
    (tools[connection] ??= []).push({ name, ...ToolFacts.parse({ annotations, schemaHash }) });
  }
  return tools;
}

async function compilePolicyInForce(transaction: Transaction): Promise<SnapshotDocument["policy"]> {
  const row = await transaction.policyVersion.findFirst({ orderBy: { version: "desc" } });
  if (!row) return { version: 0, document: { rules: [] } };
  return { version: row.version, document: PolicyDocument.parse(row.document) };
}

async function compileAgentOwners(transaction: Transaction): Promise<SnapshotDocument["agentOwners"]> {
  const rows = await transaction.agentOwner.findMany({
    include: { user: { select: { id: true, subject: true } } },
    orderBy: [{ agent: "asc" }, { userId: "asc" }],
  });
  const owners: SnapshotDocument["agentOwners"] = {};
  for (const { agent, user } of rows) (owners[agent] ??= []).push(user.subject ?? user.id);
  return owners;
}

async function compileDisabledIdentities(transaction: Transaction): Promise<string[]> {
  const rows = await transaction.disabledIdentity.findMany({
    select: { identity: true },
    orderBy: { identity: "asc" },
  });
  return rows.map(({ identity }) => identity);
}

/** Revoked and expired keys are left out; the gateway judges the expiry of the others itself. */
async function compileGatewayKeys(transaction: Transaction): Promise<SnapshotDocument["gatewayKeys"]> {
  const rows = await transaction.gatewayKey.findMany({
    where: { revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: new Date() } }] },
    include: { user: { select: { subject: true, email: true } } },
    orderBy: { id: "asc" },
  });
  const makers = await transaction.user.findMany({
    where: { id: { in: rows.map(({ createdById }) => createdById) } },
    select: { id: true, subject: true },
  });
  const subjects = new Map(makers.map(({ id, subject }) => [id, subject]));
  return rows.flatMap((row) => {
    const user = row.user?.subject ? { id: row.user.subject, name: row.user.email } : null;
    // A key that should act for somebody the identity provider no longer names must not become an autonomous one.
    if (row.userId !== null && user === null) return [];
    return [
      {
        id: row.id,
        hash: row.hash,
        agent: row.agent,
        user,
        owner: subjects.get(row.createdById) ?? null,
        groups: row.groups,
        connections: row.connections,
        expiresAt: row.expiresAt?.toISOString() ?? null,
      },
    ];
  });
}
