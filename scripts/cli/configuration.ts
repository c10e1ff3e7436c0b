import { z } from "zod";
import { CreateConnection } from "#lib/connections/schemas.ts";
import { ConnectionCredential } from "#lib/credentials/schemas.ts";
import { DisableIdentity } from "#lib/agents/schemas.ts";
import { CreateGatewayKey } from "#lib/gateway-keys/schemas.ts";
import { RetentionSettings } from "#lib/retention/schemas.ts";
import { CreateSink, SinkSettings } from "#lib/sinks/schemas.ts";

const { groups, holdBudgetMs } = CreateConnection.shape;

const Connection = CreateConnection.extend({
  groups: groups.default([]),
  holdBudgetMs: holdBudgetMs.default(45_000),
  /** Absent: whatever is stored stays. Null: none. */
  credential: ConnectionCredential.nullable().optional(),
});
export type WantedConnection = z.infer<typeof Connection>;

const GatewayKey = CreateGatewayKey.extend({
  groups: CreateGatewayKey.shape.groups.default([]),
  connections: CreateGatewayKey.shape.connections.default([]),
});
export type WantedKey = z.infer<typeof GatewayKey>;

const Sink = CreateSink.omit({ startAt: true }).extend({
  enabled: z.boolean().default(true),
  /** Absent: the stored one stays; a new sink has none. */
  apiKey: z.string().max(5_000).optional(),
  /** Absent: they stay. */
  settings: SinkSettings.optional(),
});
export type WantedSink = z.infer<typeof Sink>;

/** What `holdpoint.yaml` may say. A section that is not there is left alone. The policy is checked apart, for its lines. */
export const Configuration = z
  .strictObject({
    holdpoint: z.literal(1, "Begin with holdpoint: 1, which is the version of this format."),
    connections: z.array(Connection).max(500).optional(),
    gatewayKeys: z.array(GatewayKey).max(500).optional(),
    disabledCallers: z.array(DisableIdentity).max(500).optional(),
    sinks: z.array(Sink).max(100).optional(),
    /** Exactly this; what it leaves out is kept for ever, and not archived. */
    retention: RetentionSettings.optional(),
    policy: z.unknown().optional(),
  })
  .superRefine((given, context) => {
    requireOnce("connections", given.connections, "slug");
    requireOnce("sinks", given.sinks, "name");
    requireOnce("disabledCallers", given.disabledCallers, "identity");

    function requireOnce<T extends object>(section: string, entries: T[] | undefined, name: keyof T & string): void {
      const seen = new Set<unknown>();
      for (const [index, entry] of (entries ?? []).entries()) {
        if (seen.has(entry[name])) {
          context.addIssue({ code: "custom", path: [section, index, name], message: "This is in the file twice." });
        }
        seen.add(entry[name]);
      }
    }
  });
export type Configuration = z.infer<typeof Configuration>;
