import type { Pool } from "#lib/database/pool.ts";
import type { Database, Transaction } from "#lib/database/prisma.ts";
import type { AddressRules } from "#lib/connections/address-rules.ts";
import type { Sealer } from "#lib/crypto/sealer.ts";

export type Role = "owner" | "admin" | "power_user_plus" | "power_user";

/** A signed-in person. `subject` is the identity provider's id of them, as the ledger records it. */
export type Person = {
  kind: "person";
  id: string;
  subject: string;
  email: string;
  name: string;
  role: Role;
  auditor: boolean;
  groups: string[];
  /** Names of the agents that this person answers for. */
  ownedAgents?: string[];
  /** People who are away, and whose groups this one counts in meanwhile where holds are decided. */
  standsInFor?: { subject: string; email: string; groups: string[] }[];
  /** The key of their own that the request came with; absent where they are signed in. `decides`: it may decide holds. */
  apiKey?: { id: string; name: string; decides: boolean };
  /** The Slack user by whom they act; absent where they are signed in. */
  slackUser?: { teamId: string; slackUserId: string };
};

/** A program with an API key that is nobody's own: it has a role as people have, and decides no holds. */
export type ServiceKey = { kind: "api-key"; id: string; name: string; role: Role; auditor: boolean };

export type Actor = Person | ServiceKey | { kind: "system"; name: "setup" | "worker" };

/** What every verb gets first: who acts, where the data is, what opens sealed columns, where the request came from. */
export type ServiceContext = {
  actor: Actor;
  database: Database;
  sealer: Sealer;
  clientIp?: string;
  /** Where connections may lead; without them, nowhere inside a private network. */
  addressRules?: AddressRules;
  /** HOLDPOINT_ENV; "production" where absent. */
  environment?: string;
  /** Under which folder sinks may write; absent: nowhere. */
  sinkFolder?: string | undefined;
  /** Connections for what is streamed out of the database; absent where nothing is. */
  streams?: Pool | undefined;
  /** Under which folder exports are kept; absent: nowhere. */
  exportFolder?: string | undefined;
};

/** Runs `work` in one transaction; throws what it throws, after rolling back. */
export function withTransaction<T>(
  context: ServiceContext,
  work: (transaction: Transaction) => Promise<T>,
): Promise<T> {
  return context.database.$transaction(work, { timeout: 10_000 });
}
