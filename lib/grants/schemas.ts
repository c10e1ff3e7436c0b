import { z } from "zod";

/** What makes more of an approval: like calls of the same caller need none for so long. */
export const GrantTerms = z.strictObject({
  durationS: z
    .number()
    .int()
    .min(60)
    .max(30 * 86_400),
  /** Top-level arguments, or members of a JSON body, that must stay as they are in this call. */
  pinned: z.array(z.string().min(1).max(200)).max(50).default([]),
});
export type GrantTerms = z.infer<typeof GrantTerms>;

/** An argument and what it must be; `value` undefined: absent. */
export const Pins = z.array(z.object({ name: z.string(), value: z.json().optional() }));
export type Pins = z.infer<typeof Pins>;

export const RevokeGrant = z.strictObject({ grantId: z.string().max(64) });

export type GrantState = "active" | "ended" | "revoked";

/** One line of the list of grants. */
export type GrantItem = {
  id: string;
  holdId: string;
  state: GrantState;
  userName: string | null;
  agent: string | null;
  connection: string;
  operation: string;
  tool: string | null;
  rule: string;
  pins: Pins;
  grantedByName: string;
  reason: string;
  createdAt: Date;
  expiresAt: Date;
  uses: number;
  lastUsedAt: Date | null;
  revokedByName: string | null;
  mayRevoke: boolean;
};
