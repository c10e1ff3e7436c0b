import { z } from "zod";
import { RoleName } from "#lib/people/schemas.ts";

/** The longest a key works. */
export const longestDays = 366;

export const KeyRole = RoleName;

export const CreateApiKey = z
  .strictObject({
    name: z
      .string()
      .trim()
      .min(1, "Name what will use the key; the audit log shows it.")
      .max(100)
      .regex(/^[^\p{Cc}]*$/u, "A name has no control characters."),
    /** `itself`: a program of its own. `me`: the person who makes it, with their groups and at most their role. */
    actsAs: z.enum(["itself", "me"]).default("itself"),
    role: KeyRole,
    /** May read bodies of requests and responses; only who is an auditor can give it. */
    auditor: z.boolean().default(false),
    /** May decide holds as the person it acts for. */
    decides: z.boolean().default(false),
    expiresAt: z.coerce.date("Give a date."),
  })
  .refine((key) => key.actsAs === "me" || !key.decides, {
    path: ["decides"],
    message: "Holds are decided by people: only a key that acts as you may decide them.",
  });

export const RevokeApiKey = z.strictObject({ id: z.string().max(64) });

/** An API key as pages show it: never the key. */
export type ApiKeySummary = {
  id: string;
  name: string;
  hint: string;
  role: z.infer<typeof KeyRole>;
  auditor: boolean;
  decides: boolean;
  /** E-mail of the person it acts for; null: it acts for itself. */
  actsFor: string | null;
  createdBy: string;
  createdAt: Date;
  expiresAt: Date;
  revokedAt: Date | null;
  lastUsedAt: Date | null;
  state: "live" | "expired" | "revoked";
  /** Whether it is a key of the person asking, who may then revoke it. */
  isOwn: boolean;
};
