import type { Actor, Person } from "#lib/core/context.ts";
import { makePerson } from "#lib/testing/people.ts";

/** One of each kind that comes to a door. A power user who approves is in a group that rules name. */
export const callers = {
  powerUser: makePerson("power_user"),
  approver: makePerson("power_user", { groups: ["approvers"] }),
  powerUserPlus: makePerson("power_user_plus", { ownedAgents: ["deploy-bot"] }),
  auditor: makePerson("power_user", { auditor: true }),
  admin: makePerson("admin"),
  adminAuditor: makePerson("admin", { auditor: true }),
  owner: makePerson("owner"),
  ownersKey: makePerson("owner", { apiKey: { id: "apk_own", name: "own", decides: false } }),
  program: { kind: "api-key", id: "apk_program", name: "program", role: "admin", auditor: false },
} as const satisfies Record<string, Person | Extract<Actor, { kind: "api-key" }>>;

export type CallerKind = keyof typeof callers;

const administrators: CallerKind[] = ["admin", "adminAuditor", "owner", "ownersKey", "program"];
const signedIn: CallerKind[] = ["powerUser", "approver", "powerUserPlus", "auditor", "admin", "adminAuditor", "owner"];

/** Who is let in, by the words that the rows of the matrix use. What is not theirs is not found for them all the same. */
export const letIn = {
  /** Whoever is known, programs too. */
  everybody: [...signedIn, "ownersKey", "program"],
  /** Persons, also through a key of their own. */
  people: [...signedIn, "ownersKey"],
  /** Persons in a browser, or through a key that may decide. */
  deciders: signedIn,
  /** Persons who see more than their own, and programs that do. */
  readers: [...administrators, "auditor"],
  administrators,
  auditors: ["auditor", "adminAuditor"],
} as const satisfies Record<string, readonly CallerKind[]>;

export type Who = keyof typeof letIn;
