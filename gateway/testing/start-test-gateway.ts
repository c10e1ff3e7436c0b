import pino from "pino";
import { addressRules, type AddressRules } from "#lib/connections/address-rules.ts";
import { freePort } from "#lib/database/embedded-postgres/free-port.ts";
import { trustedProxies } from "#lib/core/client-address.ts";
import { newId } from "#lib/core/ids.ts";
import { ConnectionCredential, type CredentialInput } from "#lib/credentials/schemas.ts";
import { sealCredential } from "#lib/credentials/seal-credential.ts";
import { newGatewayKey } from "#lib/crypto/gateway-key.ts";
import type { Sealer } from "#lib/crypto/sealer.ts";
import { ringStatement } from "#lib/database/bell.ts";
import { inTransaction, openPool } from "#lib/database/pool.ts";
import type { Rule } from "#lib/policies/schemas.ts";
import { SnapshotDocument } from "#lib/snapshot/schemas.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import type { GatewaySettings } from "../dependencies.ts";
import type { Limits } from "../limits/call-limits.ts";
import { buildGateway, type Gateway, type GatewaySpools } from "../server.ts";
import type { LauncherAddress } from "../stdio/launcher-headers.ts";
import { startTestIssuer, type TestIssuer } from "./test-issuer.ts";
import { startTestUpstream, type TestUpstream } from "./test-upstream.ts";

export type LedgerRow = {
  type: string;
  status: string;
  call_id: string | null;
  hold_id: string | null;
  user_id: string | null;
  user_name: string | null;
  agent: string | null;
  connection: string | null;
  operation: string | null;
  tool: string | null;
  decision: string | null;
  rule: string | null;
  approver: string | null;
  error_code: string | null;
  http_status: number | null;
  hold_ms: number | null;
  client_ip: string | null;
  attrs: Record<string, unknown>;
};

export type TestGateway = {
  url: string;
  gateway: Gateway;
  database: TestDatabase;
  issuer: TestIssuer;
  upstream: TestUpstream;
  /** Connections `tools` (mcp) and `api` (http) lead to the upstream; gives the gateway these rules from now on. */
  publish: (rules: Rule[], change?: (document: SnapshotDocument) => void) => Promise<void>;
  /** A gateway key that the next `publish` makes known. */
  addKey: (key?: Partial<SnapshotDocument["gatewayKeys"][number]>) => string;
  /** An access token of the machine `demo-agent`. */
  agentToken: () => Promise<string>;
  /** An access token of a person who calls through the client `cli`. */
  personToken: (subject: string) => Promise<string>;
  events: () => Promise<LedgerRow[]>;
  close: () => Promise<void>;
};

export const allowAll: Rule = { id: "allow-all", match: {}, effect: "allow" };

type TestGatewayOptions = {
  database?: TestDatabase;
  addressRules?: AddressRules;
  launcher?: LauncherAddress;
  settings?: Partial<GatewaySettings>;
  limits?: Limits;
  spools?: GatewaySpools;
};

/** A gateway on a port of its own, with its own database, issuer and upstream. */
export async function startTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const [database, issuer, upstream, port] = await Promise.all([
    options.database ?? startTestDatabase(),
    startTestIssuer(),
    startTestUpstream(),
    freePort(),
  ]);
  const url = `http://127.0.0.1:${port}`;
  const pool = openPool({ url: database.url, size: 8, name: "test-gateway" });
  const keys: SnapshotDocument["gatewayKeys"] = [];
  const gateway = buildGateway({
    settings: {
      gatewayUrl: url,
      hosts: [],
      allowedOrigins: [],
      consoleUrl: "http://console.test",
      environment: "test",
      issuers: [{ issuer: issuer.issuer, audiences: [] }],
      groupsClaim: "groups",
      requiredScopes: [],
      trustedProxies: trustedProxies([]),
      holdBudgets: new Map(),
      ...options.settings,
    },
    launcher: options.launcher ?? { url: "http://127.0.0.1:9/mcp", secret: "" },
    addressRules: options.addressRules ?? addressRules(["127.0.0.0/8"]),
    limits: options.limits ?? { callsPerMinute: null, callsAtOnce: null },
    tokenTypes: ["at+jwt"],
    pool,
    databaseUrl: database.url,
    sealer: database.sealer,
    logger: pino({ level: "silent" }),
    ...(options.spools && { spools: options.spools }),
  });
  let version = 0;

  async function publish(rules: Rule[], change?: (document: SnapshotDocument) => void): Promise<void> {
    version++;
    const shared = { groups: [], holdBudgetMs: 30_000 };
    const document: SnapshotDocument = SnapshotDocument.parse({
      connections: [
        { slug: "tools", kind: "mcp", baseUrl: `${upstream.url}/mcp`, credential: null, ...shared },
        {
          slug: "api",
          kind: "http",
          baseUrl: `${upstream.url}/base`,
          credential: sealedForTest(database.sealer, {
            kind: "headers",
            headers: [
              { name: "DD-API-KEY", value: "upstream-key" },
              { name: "DD-APPLICATION-KEY", value: "upstream-app-key" },
            ],
          }),
          ...shared,
        },
      ],
      policy: { version, document: { rules } },
      gatewayKeys: keys,
    });
    change?.(document);
    let stored = 0;
    await inTransaction(database.pool, async (client) => {
      // The gateway itself makes versions too, where it learns of tools.
      const { rows } = await client.query<{ version: number }>(
        `insert into snapshot (id, version, document) values (1, 1, $1)
         on conflict (id) do update set version = snapshot.version + 1, document = excluded.document
         returning version`,
        [JSON.stringify(document)],
      );
      stored = rows[0]?.version ?? 0;
      const bell = ringStatement({ topic: "snapshot", version: stored });
      await client.query(bell.sql, bell.parameters);
    });
    await until(async () => {
      const health = (await (await fetch(`${url}/healthz`)).json()) as { snapshot: { version: number | null } };
      return (health.snapshot.version ?? 0) >= stored;
    });
  }

  await gateway.listen({ host: "127.0.0.1", port });
  return {
    url,
    gateway,
    database,
    issuer,
    upstream,
    publish,
    addKey(given = {}) {
      const { key, hash } = newGatewayKey();
      keys.push({
        id: newId("key"),
        hash,
        agent: "bot",
        user: null,
        owner: null,
        groups: [],
        connections: [],
        expiresAt: null,
        ...given,
      });
      return key;
    },
    agentToken: () => issuer.sign({ sub: "demo-agent", client_id: "demo-agent", aud: url, groups: ["agents"] }),
    personToken: (subject) =>
      issuer.sign({ sub: subject, email: `${subject}@example.com`, client_id: "cli", aud: url, groups: ["staff"] }),
    async events() {
      const { rows } = await database.pool.query<LedgerRow>("select * from audit_event order by at, id");
      return rows;
    },
    async close() {
      await gateway.close({ deadlineMs: 1_000 });
      await pool.end();
      await Promise.all([upstream.close(), issuer.close()]);
      await database.close();
    },
  };
}

/** A credential as it comes in a snapshot. */
export function sealedForTest(sealer: Sealer, credential: CredentialInput): string {
  return sealCredential(sealer, ConnectionCredential.parse(credential))?.toString("base64") ?? "";
}

/** Resolves once `check` is true; fails loudly where that takes longer than five seconds. */
export async function until(check: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = performance.now() + 5_000;
  while (!(await check())) {
    if (performance.now() > deadline) throw new Error(`still not so after 5 s: ${check.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
