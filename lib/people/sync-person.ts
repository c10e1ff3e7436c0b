import type { User } from "#prisma-client";
import { AppError } from "#lib/core/errors.ts";
import { newId } from "#lib/core/ids.ts";
import { withTransaction, type Person, type ServiceContext } from "#lib/core/context.ts";
import type { Transaction } from "#lib/database/prisma.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { ringPerson } from "./ring-person.ts";
import { roleOf } from "./role-of.ts";
import { rightsOf, toPerson } from "./to-person.ts";
import { SignInClaims, type RoleGroups } from "./schemas.ts";

/** Of groups in one event. */
const mostNamed = 100;

type SyncPersonInput = { provider: string; claims: unknown; roleGroups: RoleGroups };

/**
 * Takes over what the identity provider says of a person at each sign-in: name, e-mail, groups, and the role they give,
 * which counts beside the one that was given in the console. A person is (issuer, subject); an e-mail address that belongs
 * to somebody else is refused, never linked. There is no actor yet, so no permission: the caller has verified the ID
 * token. Throws `invalid` or `conflict`.
 */
export async function syncPerson(
  context: Omit<ServiceContext, "actor">,
  { provider, claims, roleGroups }: SyncPersonInput,
): Promise<Person> {
  const parsed = SignInClaims.safeParse(claims);
  if (!parsed.success) {
    throw new AppError("invalid", parsed.error.issues[0]?.message ?? "Your identity provider sent incomplete claims.");
  }
  const { issuer, subject, email, name, groups } = parsed.data;
  const fromGroups = roleOf(groups, roleGroups);

  return withTransaction({ ...context, actor: { kind: "system", name: "setup" } }, async (transaction) => {
    await lockPerson(transaction, issuer, subject);
    const before = await transaction.user.findUnique({ where: { issuer_subject: { issuer, subject } } });
    await refuseTakenEmail(transaction, email, before?.id);
    const data = {
      name: name || email,
      email,
      groups,
      ...rightsOf({ ...nothingGranted, ...before, groupRole: fromGroups.role, groupAuditor: fromGroups.auditor }),
      groupRole: fromGroups.role,
      groupAuditor: fromGroups.auditor,
      lastSeenAt: new Date(),
    };
    const user = before
      ? await transaction.user.update({ where: { id: before.id }, data })
      : await transaction.user.create({
          data: {
            ...data,
            id: newId("usr"),
            issuer,
            subject,
            accounts: { create: { type: "oauth", provider, providerAccountId: subject } },
          },
        });
    if (before) await recordChanges(transaction, context, before, user);
    return toPerson(user);
  });
}

const nothingGranted = { grantedRole: null, grantedAuditor: false };

/** What the identity provider has changed since the last sign-in; other sessions of the person hear of it at once. */
async function recordChanges(
  transaction: Transaction,
  context: Omit<ServiceContext, "actor">,
  before: User,
  after: User,
): Promise<void> {
  const { added, removed } = compareGroups(before.groups, after.groups);
  const changed = before.role !== after.role || before.auditor !== after.auditor;
  const regrouped = added.length + removed.length > 0;
  if (changed || regrouped) await ringPerson(transaction, after.id);
  const recorder = { ...context, actor: toPerson(after) };
  const person = { id: after.subject, email: after.email };
  if (regrouped) {
    const attrs = { person, added: added.slice(0, mostNamed), removed: removed.slice(0, mostNamed) };
    await recordEvent(transaction, recorder, { type: "person.groups-changed", status: "ok", attrs });
  }
  if (changed) {
    const attrs = {
      person,
      before: { role: before.role, auditor: before.auditor },
      after: { role: after.role, auditor: after.auditor },
    };
    await recordEvent(transaction, recorder, { type: "person.role-changed", status: "ok", attrs });
  }
}

function compareGroups(before: readonly string[], after: readonly string[]): { added: string[]; removed: string[] } {
  return {
    added: after.filter((group) => !before.includes(group)),
    removed: before.filter((group) => !after.includes(group)),
  };
}

/** Two sign-ins of one person at once, the first ever among them, follow one another. */
async function lockPerson(transaction: Transaction, issuer: string, subject: string): Promise<void> {
  await transaction.$executeRaw`select pg_advisory_xact_lock(hashtextextended(${`person ${issuer} ${subject}`}, 0))`;
}

async function refuseTakenEmail(transaction: Transaction, email: string, ownId: string | undefined): Promise<void> {
  const holder = await transaction.user.findUnique({ where: { email }, select: { id: true } });
  if (holder && holder.id !== ownId) {
    throw new AppError(
      "conflict",
      `Another person signed in here as ${email} before. Ask an owner of this Holdpoint to remove the old entry.`,
    );
  }
}
