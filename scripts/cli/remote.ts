import { z } from "zod";
import { ConnectionKind, Recording } from "#lib/connections/schemas.ts";
import { PolicyDocument } from "#lib/policies/schemas.ts";
import { RetentionSettings } from "#lib/retention/schemas.ts";
import { SinkSettings } from "#lib/sinks/schemas.ts";
import type { ApiClient } from "./api-client.ts";

const Connection = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  kind: ConnectionKind,
  baseUrl: z.string(),
  credential: z.string().nullable(),
  groups: z.array(z.string()),
  holdBudgetMs: z.number(),
  hosts: z.array(z.string()),
  callsPerMinute: z.number().nullable(),
  callsAtOnce: z.number().nullable(),
  recording: Recording,
  shareable: z.boolean(),
  updatedAt: z.string(),
});
export type RemoteConnection = z.infer<typeof Connection>;

export const CredentialShape = z.object({ credentialShape: z.record(z.string(), z.unknown()).nullable() });

/** Whether a secret is the stored one. */
export const Same = z.object({ same: z.boolean() });

const GatewayKey = z.object({
  id: z.string(),
  agent: z.string(),
  hint: z.string(),
  groups: z.array(z.string()),
  connections: z.array(z.string()),
  actsFor: z.string().nullable(),
  expiresAt: z.string().nullable(),
  state: z.string(),
});
export type RemoteKey = z.infer<typeof GatewayKey>;

const Caller = z.object({ identity: z.string(), disabled: z.object({ reason: z.string() }).nullable() });
export type RemoteCaller = z.infer<typeof Caller>;

const Sink = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.string(),
  url: z.string(),
  settings: SinkSettings,
  enabled: z.boolean(),
});
export type RemoteSink = z.infer<typeof Sink>;

const Retention = RetentionSettings.extend({ updatedAt: z.string().nullable() }).strip();
export type RemoteRetention = z.infer<typeof Retention>;

const Policy = z.object({ version: z.number(), document: PolicyDocument, source: z.string() });
export type RemotePolicy = z.infer<typeof Policy>;

/** What an installation is like now, section by section. */
export const remote = {
  connections: async (client: ApiClient): Promise<RemoteConnection[]> =>
    (await client.get("/connections", z.object({ connections: z.array(Connection) }))).connections,
  liveKeys: async (client: ApiClient): Promise<RemoteKey[]> => {
    const { gatewayKeys } = await client.get("/gateway-keys", z.object({ gatewayKeys: z.array(GatewayKey) }));
    return gatewayKeys.filter(({ state }) => state === "live");
  },
  disabledCallers: async (client: ApiClient): Promise<RemoteCaller[]> => {
    const { callers } = await client.get("/callers", z.object({ callers: z.array(Caller) }));
    return callers.filter(({ disabled }) => disabled !== null);
  },
  sinks: async (client: ApiClient): Promise<RemoteSink[]> =>
    (await client.get("/sinks", z.object({ sinks: z.array(Sink) }))).sinks,
  retention: (client: ApiClient): Promise<RemoteRetention> => client.get("/retention", Retention),
  policy: (client: ApiClient): Promise<RemotePolicy> => client.get("/policy", Policy),
};
