import { z } from "zod";
import { ConnectionSlug } from "#lib/connections/schemas.ts";

export const CreateGatewayKey = z.strictObject({
  agent: z
    .string()
    .trim()
    .min(1, "Name the agent that will use the key; the audit log shows it.")
    .max(200)
    .regex(/^(?!holdpoint:|api-key:)/, "Names that begin like this are Holdpoint's own in the audit log."),
  groups: z.array(z.string().trim().min(1).max(200)).max(100),
  /** Connection slugs; empty: every connection its groups may use. */
  connections: z.array(ConnectionSlug).max(100),
  /** E-mail of the person it acts for; absent: it acts for itself. */
  actsFor: z.string().trim().max(320).optional(),
  expiresAt: z.coerce.date("Give a date.").optional(),
});

export const RevokeGatewayKey = z.strictObject({ id: z.string().max(64) });

/** A gateway key as pages show it: never the key. */
export type GatewayKeySummary = {
  id: string;
  agent: string;
  hint: string;
  groups: string[];
  connections: string[];
  /** E-mail of the person it acts for. */
  actsFor: string | null;
  createdAt: Date;
  expiresAt: Date | null;
  revokedAt: Date | null;
  /** Newest event of the agent in the ledger. */
  lastSeenAt: Date | null;
  state: "live" | "expired" | "revoked";
};
