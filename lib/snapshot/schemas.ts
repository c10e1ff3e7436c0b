import { z } from "zod";
import { ConnectionKind, Recording } from "#lib/connections/schemas.ts";
import { NamedToolFacts } from "#lib/tools/schemas.ts";
import { PolicyDocument } from "#lib/policies/schemas.ts";

/** What the gateways run on: the contract between the console, which compiles it, and the gateway, which reads it. */
export const SnapshotDocument = z.object({
  connections: z.array(
    z.object({
      slug: z.string(),
      kind: ConnectionKind,
      baseUrl: z.url(),
      /** Base64 of the sealed ConnectionCredential. */
      credential: z.string().nullable(),
      groups: z.array(z.string()),
      holdBudgetMs: z.number().int().positive(),
      /** Globs of Host headers that lead here without a path prefix. */
      hosts: z.array(z.string()).default([]),
      /** Of one caller; null: the gateway's own. */
      callsPerMinute: z.number().int().positive().nullable().default(null),
      callsAtOnce: z.number().int().positive().nullable().default(null),
      recording: Recording.default("strict"),
      /** Whether callers share one program (stdio). */
      shareable: z.boolean().default(false),
    }),
  ),
  /** What is known of the tools of each connection, by slug. */
  tools: z.record(z.string(), z.array(NamedToolFacts)).default({}),
  policy: z.object({ version: z.number().int(), document: PolicyDocument }),
  gatewayKeys: z.array(
    z.object({
      id: z.string(),
      hash: z.string(),
      agent: z.string(),
      /** The person it acts for: subject and e-mail. */
      user: z.object({ id: z.string(), name: z.string() }).nullable(),
      /** Subject of the person who made it. */
      owner: z.string().nullable().default(null),
      groups: z.array(z.string()),
      connections: z.array(z.string()),
      expiresAt: z.iso.datetime().nullable(),
    }),
  ),
  /** Subjects of the people who own an agent, by its name. */
  agentOwners: z.record(z.string(), z.array(z.string())).default({}),
  /** Whose calls are refused: `person:<subject>` or `agent:<name>`. */
  disabledIdentities: z.array(z.string()).default([]),
});
export type SnapshotDocument = z.infer<typeof SnapshotDocument>;

export type StoredSnapshot = { version: number; document: SnapshotDocument };
