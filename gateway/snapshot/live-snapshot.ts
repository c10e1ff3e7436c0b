import { Pool, type Pool as UpstreamPool } from "undici";
import type { ConnectionKind, Recording } from "#lib/connections/schemas.ts";
import { openCredential } from "#lib/credentials/open-credential.ts";
import type { Sealer } from "#lib/crypto/sealer.ts";
import { compilePolicy, type CompiledPolicy } from "#lib/policies/evaluate.ts";
import type { SnapshotDocument, StoredSnapshot } from "#lib/snapshot/schemas.ts";
import type { ToolFacts } from "#lib/tools/schemas.ts";
import type { CallerHistory } from "../limits/caller-history.ts";
import type { Limits } from "../limits/call-limits.ts";
import type { ToolWatch } from "../mcp/tool-watch.ts";
import type { LauncherAddress } from "../stdio/launcher-headers.ts";
import type { Connect } from "../upstream/connect.ts";
import { openUpstream } from "../upstream/open-upstream.ts";
import { compileVirtualHosts, type VirtualHost } from "./virtual-hosts.ts";
import { upstreamCredential, type UpstreamCredential } from "../upstream/upstream-credential.ts";

export type LiveConnection = {
  slug: string;
  kind: ConnectionKind;
  baseUrl: URL;
  credential: UpstreamCredential;
  /** As stored, to see whether it is still the same. */
  sealedCredential: string | null;
  /** Whether callers share its program, where it is one. */
  shareable: boolean;
  groups: ReadonlySet<string>;
  holdBudgetMs: number;
  limits: Limits;
  recording: Recording;
  /** What is known of its tools, by name. */
  tools: ReadonlyMap<string, ToolFacts>;
  upstream: UpstreamPool;
  /** Sockets of their own for one request; to be closed once it was put on them. */
  openFresh: () => UpstreamPool;
};

export type LiveGatewayKey = SnapshotDocument["gatewayKeys"][number];

/** A snapshot made ready to run on: credentials opened, keys and connections indexed, policy compiled. */
export type LiveSnapshot = {
  version: number;
  policy: CompiledPolicy;
  /** HOLDPOINT_ENV. */
  environment: string;
  toolWatch: ToolWatch;
  /** What callers did lately; undefined where the policy does not ask. */
  callerHistory: CallerHistory | undefined;
  connections: ReadonlyMap<string, LiveConnection>;
  virtualHosts: readonly VirtualHost[];
  gatewayKeys: ReadonlyMap<string, LiveGatewayKey>;
  /** `key:<id>` of the keys that are known. */
  callerIds: ReadonlySet<string>;
  /** Subjects of the people who own an agent, by its name. */
  agentOwners: ReadonlyMap<string, readonly string[]>;
  disabledIdentities: ReadonlySet<string>;
};

/** Where `connections` keeps the connection that `/<kind>/<slug>` leads to. */
export function connectionKey(kind: ConnectionKind, slug: string): string {
  return `${kind}/${slug}`;
}

/** What a snapshot is made ready with. */
export type SnapshotMeans = {
  sealer: Sealer;
  connect: Connect;
  launcher: LauncherAddress;
  environment: string;
  toolWatch: ToolWatch;
  callerHistory: CallerHistory;
};

/**
 * Makes a stored snapshot ready. What `previous` had for the same address or credential is kept (sockets, tokens); pools
 * that are no longer used are the caller's to close. Throws where a credential cannot be opened.
 */
export function buildLiveSnapshot(
  stored: StoredSnapshot,
  { sealer, connect, launcher, environment, toolWatch, callerHistory }: SnapshotMeans,
  previous?: LiveSnapshot,
): LiveSnapshot {
  const { document } = stored;
  const policy = compilePolicy(document.policy.document, document.policy.version);
  const connections = new Map<string, LiveConnection>();
  for (const connection of document.connections) {
    const key = connectionKey(connection.kind, connection.slug);
    const isLaunched = connection.baseUrl.startsWith("stdio:");
    const baseUrl = new URL(isLaunched ? launcher.url : connection.baseUrl);
    // The launcher is this gateway's own, wherever upstreams may be.
    const open = (): UpstreamPool => (isLaunched ? new Pool(baseUrl.origin) : openUpstream(baseUrl, connect));
    const before = previous?.connections.get(key);
    connections.set(key, {
      slug: connection.slug,
      kind: connection.kind,
      baseUrl,
      credential:
        before && before.sealedCredential === connection.credential && before.shareable === connection.shareable
          ? before.credential
          : liveCredential(connection, { sealer, connect, launcher }),
      sealedCredential: connection.credential,
      shareable: connection.shareable,
      groups: new Set(connection.groups),
      holdBudgetMs: connection.holdBudgetMs,
      limits: { callsPerMinute: connection.callsPerMinute, callsAtOnce: connection.callsAtOnce },
      tools: new Map(document.tools[connection.slug]?.map((tool) => [tool.name, tool])),
      recording: connection.recording,
      openFresh: open,
      upstream: before?.baseUrl.origin === baseUrl.origin ? before.upstream : open(),
    });
  }
  return {
    version: stored.version,
    policy,
    environment,
    toolWatch,
    callerHistory: policy.readsHistory ? callerHistory : undefined,
    connections,
    virtualHosts: compileVirtualHosts(document.connections),
    gatewayKeys: new Map(document.gatewayKeys.map((key) => [key.hash, key])),
    callerIds: new Set(document.gatewayKeys.map((key) => `key:${key.id}`)),
    agentOwners: new Map(Object.entries(document.agentOwners)),
    disabledIdentities: new Set(document.disabledIdentities),
  };
}

function liveCredential(
  { slug, credential: sealed, shareable }: SnapshotDocument["connections"][number],
  { sealer, connect, launcher }: Pick<SnapshotMeans, "sealer" | "connect" | "launcher">,
): UpstreamCredential {
  return upstreamCredential(
    sealed === null ? null : openCredential(sealer, Buffer.from(sealed, "base64")),
    connect,
    launcher,
    shareable ? slug : null,
  );
}
