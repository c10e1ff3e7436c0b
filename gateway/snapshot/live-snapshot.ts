import { Pool as UpstreamPool } from "undici";
import { ConnectionCredential, type ConnectionKind } from "#lib/connections/schemas.ts";
import type { Sealer } from "#lib/crypto/sealer.ts";
import { compilePolicy, type CompiledPolicy } from "#lib/policies/evaluate.ts";
import type { SnapshotDocument, StoredSnapshot } from "#lib/snapshot/schemas.ts";

const connectTimeoutMs = 5_000;

export type LiveConnection = {
  slug: string;
  kind: ConnectionKind;
  baseUrl: URL;
  /** Lower-case names; the upstream gets these instead of whatever the caller sent under the same name. */
  credentialHeaders: ReadonlyMap<string, string>;
  groups: ReadonlySet<string>;
  holdBudgetMs: number;
  upstream: UpstreamPool;
};

export type LiveGatewayKey = SnapshotDocument["gatewayKeys"][number];

/** A snapshot made ready to run on: credentials opened, keys and connections indexed, policy compiled. */
export type LiveSnapshot = {
  version: number;
  policy: CompiledPolicy;
  connections: ReadonlyMap<string, LiveConnection>;
  gatewayKeys: ReadonlyMap<string, LiveGatewayKey>;
};

/** Where `connections` keeps the connection that `/<kind>/<slug>` leads to. */
export function connectionKey(kind: ConnectionKind, slug: string): string {
  return `${kind}/${slug}`;
}

/**
 * Makes a stored snapshot ready. Upstream pools of connections that `previous` had at the same address are kept; what
 * is no longer used is the caller's to close. Throws where a credential cannot be opened.
 */
export function buildLiveSnapshot(stored: StoredSnapshot, sealer: Sealer, previous?: LiveSnapshot): LiveSnapshot {
  const { document } = stored;
  const connections = new Map<string, LiveConnection>();
  for (const connection of document.connections) {
    const key = connectionKey(connection.kind, connection.slug);
    const baseUrl = new URL(connection.baseUrl);
    const before = previous?.connections.get(key);
    connections.set(key, {
      slug: connection.slug,
      kind: connection.kind,
      baseUrl,
      credentialHeaders: openCredential(connection.credential, sealer),
      groups: new Set(connection.groups),
      holdBudgetMs: connection.holdBudgetMs,
      upstream:
        before?.baseUrl.origin === baseUrl.origin
          ? before.upstream
          : new UpstreamPool(baseUrl.origin, { connect: { timeout: connectTimeoutMs } }),
    });
  }
  return {
    version: stored.version,
    policy: compilePolicy(document.policy.document, document.policy.version),
    connections,
    gatewayKeys: new Map(document.gatewayKeys.map((key) => [key.hash, key])),
  };
}

function openCredential(sealed: string | null, sealer: Sealer): ReadonlyMap<string, string> {
  if (sealed === null) return new Map();
  const plain = sealer.open("credential", Buffer.from(sealed, "base64")).toString("utf8");
  const { headers } = ConnectionCredential.parse(JSON.parse(plain));
  return new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
