// Apart from schemas.ts, so that pages that check no input need not load what checks it.

/** Every role, the strongest first. */
export const roleNames = ["owner", "admin", "power_user_plus", "power_user"] as const;
export type RoleName = (typeof roleNames)[number];

/** What a person may, from one source: their groups, or the console. */
export type Rights = { role: RoleName; auditor: boolean };

const roleWords: Record<RoleName, string> = {
  owner: "Owner",
  admin: "Admin",
  power_user_plus: "Power user+",
  power_user: "Power user",
};

/** A role in words: "Admin, auditor". */
export function describeRole(person: Rights): string {
  return person.auditor ? `${roleWords[person.role]}, auditor` : roleWords[person.role];
}
