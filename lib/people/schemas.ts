import { z } from "zod";
import { roleNames, type Rights } from "./shapes.ts";

/** What the identity provider says of a person who signs in, as far as Holdpoint uses it. */
export const SignInClaims = z.object({
  issuer: z.string().min(1),
  subject: z.string().min(1).max(255),
  email: z.email("Your identity provider did not send an e-mail address. Ask its administrator to release it."),
  name: z.string().trim().max(200).catch(""),
  groups: z.array(z.string().max(300)).max(2_000).catch([]),
});
export type SignInClaims = z.infer<typeof SignInClaims>;

export const RoleName = z.enum(roleNames);
export type RoleName = z.infer<typeof RoleName>;

/** Groups of the identity provider that make an owner, an admin, a power user+, an auditor. */
export type RoleGroups = Record<Exclude<RoleName, "power_user"> | "auditor", readonly string[]>;

/** What the console gives a person beside their groups; null: no role. */
export const GrantedRights = z.strictObject({
  role: RoleName.exclude(["power_user"]).nullable(),
  auditor: z.boolean(),
});
export type GrantedRights = z.infer<typeof GrantedRights>;

const PersonId = z.string().min(1).max(64);

export const ReadPerson = z.strictObject({ personId: PersonId });

export const GrantRole = z.strictObject({
  personId: PersonId,
  ...GrantedRights.shape,
  /** What the console had given when the form was opened; a change since then is a conflict. */
  expected: GrantedRights.optional(),
});

export const ChangeOwnedAgents = z.strictObject({
  personId: PersonId,
  /** All that the person is to own, by the names that the audit log shows. */
  agents: z
    .array(
      z
        .string()
        .trim()
        .min(1)
        .max(200)
        .regex(/^(?!holdpoint:|api-key:)[^\p{Cc}]*$/u, "This is not the name of an agent."),
    )
    .max(200),
});

export const EndSessions = z.strictObject({
  personId: PersonId,
  /** Absent: all of them. */
  sessionIds: z.array(z.string().max(64)).max(1_000).optional(),
});

export const RemovePerson = z.strictObject({ personId: PersonId });

/** A person as the people page shows them. */
export type PersonSummary = {
  id: string;
  name: string;
  email: string;
  role: RoleName;
  auditor: boolean;
  groups: string[];
  lastSeenAt: Date | null;
  createdAt: Date;
};

/** A browser that is signed in. `current`: the one that asks. */
export type SessionSummary = {
  id: string;
  createdAt: Date;
  lastUsedAt: Date | null;
  expiresAt: Date;
  clientIp: string | null;
  userAgent: string | null;
  current: boolean;
};

/** One person in full: what they may, where it comes from, and where they are signed in. */
export type PersonDetails = PersonSummary & {
  subject: string;
  fromGroups: Rights;
  granted: GrantedRights;
  ownedAgents: string[];
  sessions: SessionSummary[];
};
