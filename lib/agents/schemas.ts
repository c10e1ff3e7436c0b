import { z } from "zod";

/** Who calls, whatever they are authenticated by: `person:<subject>` or `agent:<name>`. */
const Identity = z
  .string()
  .trim()
  .max(600)
  .regex(/^(?:person|agent):[^\p{Cc}]+$/u, "Name it as person:<subject> or agent:<name>.");

export const DisableIdentity = z.strictObject({
  identity: Identity,
  reason: z.string().trim().min(1, "Say why; the audit log keeps it.").max(1_000),
});

export const EnableIdentity = z.strictObject({ identity: Identity });

/** Somebody who called lately, or who may not. */
export type IdentitySummary = {
  identity: string;
  kind: "person" | "agent";
  /** As the audit log shows them. */
  name: string;
  /** Null where they were not seen among the newest calls. */
  lastSeenAt: Date | null;
  /** E-mails of the people who answer for an agent. */
  owners: string[];
  disabled: { reason: string; by: string; at: Date } | null;
};
