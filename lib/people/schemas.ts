import { z } from "zod";

/** What the identity provider says of a person who signs in, as far as Holdpoint uses it. */
export const SignInClaims = z.object({
  issuer: z.string().min(1),
  subject: z.string().min(1).max(255),
  email: z.email("Your identity provider did not send an e-mail address. Ask its administrator to release it."),
  name: z.string().trim().max(200).catch(""),
  groups: z.array(z.string().max(300)).max(2_000).catch([]),
});
export type SignInClaims = z.infer<typeof SignInClaims>;

/** Groups of the identity provider that make an owner, an admin, an auditor. */
export type RoleGroups = { owner: readonly string[]; admin: readonly string[]; auditor: readonly string[] };

/** A person as the people page shows them. */
export type PersonSummary = {
  id: string;
  name: string;
  email: string;
  role: "owner" | "admin" | "power_user";
  auditor: boolean;
  groups: string[];
  lastSeenAt: Date | null;
  createdAt: Date;
};

const roleWords = { owner: "Owner", admin: "Admin", power_user: "Power user" } as const;

/** A role in words: "Admin, auditor". */
export function describeRole(person: { role: keyof typeof roleWords; auditor: boolean }): string {
  return person.auditor ? `${roleWords[person.role]}, auditor` : roleWords[person.role];
}
