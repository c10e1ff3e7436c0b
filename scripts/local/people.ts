import { randomBytes } from "node:crypto";
import { z } from "zod";

/** Someone who can sign in at the local OpenID provider. */
export const LocalPerson = z.object({
  subject: z.string(),
  email: z.string(),
  name: z.string(),
  groups: z.array(z.string()),
  /** What they are for, in words shown at start. */
  role: z.string(),
  password: z.string().min(12),
});
export type LocalPerson = z.infer<typeof LocalPerson>;

const cast: Omit<LocalPerson, "email" | "password">[] = [
  { subject: "owner", name: "Olivia Owner", groups: ["holdpoint-owners"], role: "owner" },
  { subject: "admin", name: "Adam Admin", groups: ["holdpoint-admins"], role: "admin" },
  { subject: "alice", name: "Alice Approver", groups: ["approvers"], role: "approver" },
  { subject: "bob", name: "Bob Approver", groups: ["approvers"], role: "approver" },
  { subject: "auditor", name: "Audrey Auditor", groups: ["holdpoint-auditors"], role: "auditor" },
  { subject: "power", name: "Paula Power", groups: ["engineering"], role: "power user" },
];

/** The people of the embedded default, each with a new random password (72 bits). */
export function newLocalPeople(): LocalPerson[] {
  return cast.map((person) => ({
    ...person,
    email: `${person.subject}@example.com`,
    password: randomBytes(9).toString("base64url"),
  }));
}

/** The machine identity of the embedded default. */
export const demoAgent = { clientId: "demo-agent", groups: ["agents"] };
