import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createConnection } from "#lib/connections/create-connection.ts";
import type { ServiceContext } from "#lib/core/context.ts";
import { gatewayKeyHash } from "#lib/crypto/gateway-key.ts";
import { createGatewayKey } from "#lib/gateway-keys/create-gateway-key.ts";
import { publishPolicy } from "#lib/policies/publish-policy.ts";
import type { PolicyDocument } from "#lib/policies/schemas.ts";
import { createSink } from "#lib/sinks/create-sink.ts";

export type SeedOptions = {
  everythingUrl: string;
  datadogUrl: string;
  datadogKeys: { apiKey: string; appKey: string };
  demoAgent: { clientId: string; groups: string[] };
  /** Where the demo agent's gateway key is kept (mode 0600); the database has only its hash. */
  demoAgentKeyFile: string;
};

const minute = 60;

const policy: PolicyDocument = {
  rules: [
    {
      id: "sums-need-a-human",
      match: { connections: ["everything"], tools: ["get-sum"] },
      effect: "hold",
      message: "Sums are held here, so that you can see how holding works.",
      approval: { groups: ["approvers"], expiresInS: 15 * minute, edit: true, grants: { maxS: 60 * minute } },
    },
    { id: "everything-is-open", match: { connections: ["everything"] }, effect: "allow" },
    {
      id: "datadog-changes-need-a-human",
      match: { connections: ["datadog"], methods: ["POST", "PUT", "PATCH", "DELETE"] },
      effect: "hold",
      message: "Changes in Datadog are made after an approver has seen them.",
      approval: { groups: ["approvers"], expiresInS: 15 * minute },
    },
    { id: "datadog-reads-are-open", match: { connections: ["datadog"], methods: ["GET"] }, effect: "allow" },
  ],
};

/** Gives a new embedded installation something to try. Safe to run again: what is there stays as people left it. */
export async function seed(context: ServiceContext, options: SeedOptions): Promise<void> {
  const { database } = context;
  const { datadogUrl, datadogKeys } = options;
  const isFresh = (await database.policyVersion.count()) === 0;
  if (isFresh) {
    await seedConnection(context, {
      slug: "everything",
      name: "Everything (sample MCP server)",
      kind: "mcp",
      baseUrl: options.everythingUrl,
      credential: null,
    });
    await seedConnection(context, {
      slug: "datadog",
      name: "Datadog (local look-alike)",
      kind: "http",
      baseUrl: datadogUrl,
      credential: {
        kind: "headers",
        headers: [
          { name: "DD-API-KEY", value: datadogKeys.apiKey },
          { name: "DD-APPLICATION-KEY", value: datadogKeys.appKey },
        ],
      },
    });
    if ((await database.sink.count()) === 0) {
      await createSink(context, { name: "datadog", kind: "datadog", url: datadogUrl, apiKey: datadogKeys.apiKey });
    }
    // Last, because it marks the rest as done.
    await publishPolicy(context, { baseVersion: 0, document: policy, reason: "What a new installation starts with." });
  }
  await seedDemoAgentKey(context, options);
}

type SeededConnection = Omit<Parameters<typeof createConnection>[1], "groups" | "holdBudgetMs">;

async function seedConnection(context: ServiceContext, connection: SeededConnection): Promise<void> {
  if (await context.database.connection.findUnique({ where: { slug: connection.slug } })) return;
  await createConnection(context, { groups: [], holdBudgetMs: 45_000, ...connection });
}

async function seedDemoAgentKey(context: ServiceContext, options: SeedOptions): Promise<void> {
  const file = options.demoAgentKeyFile;
  if (existsSync(file)) {
    const hash = gatewayKeyHash(readFileSync(file, "utf8").trim());
    if (await context.database.gatewayKey.findUnique({ where: { hash } })) return;
  }
  const { clientId, groups } = options.demoAgent;
  const { key } = await createGatewayKey(context, { agent: clientId, groups, connections: [] });
  writeFileSync(file, `${key}\n`, { mode: 0o600 });
}
