import { AppError } from "#lib/core/errors.ts";
import { newId } from "#lib/core/ids.ts";
import { withTransaction, type Person, type ServiceContext } from "#lib/core/context.ts";
import type { Transaction } from "#lib/database/prisma.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { toPerson } from "./to-person.ts";
import { roleOf } from "./role-of.ts";
import { SignInClaims, type RoleGroups } from "./schemas.ts";

type SyncPersonInput = { provider: string; claims: unknown; roleGroups: RoleGroups };

/**
 * Takes over what the identity provider says of a person at each sign-in: name, e-mail, groups, and the role they give.
 * A person is (issuer, subject); an e-mail address that belongs to somebody else is refused, never linked. There is no
 * actor yet, so no permission: the caller has verified the ID token. Throws `invalid` or `conflict`.
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
  const { role, auditor } = roleOf(groups, roleGroups);

  return withTransaction({ ...context, actor: { kind: "system", name: "setup" } }, async (transaction) => {
    await lockPerson(transaction, issuer, subject);
    const before = await transaction.user.findUnique({ where: { issuer_subject: { issuer, subject } } });
    await refuseTakenEmail(transaction, email, before?.id);
    const data = { name: name || email, email, role, auditor, groups, lastSeenAt: new Date() };
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
    const person = toPerson(user);
    if (before && (before.role !== role || before.auditor !== auditor)) {
      await recordEvent(
        transaction,
        { ...context, actor: person },
        {
          type: "person.role-changed",
          status: "ok",
          attrs: { before: { role: before.role, auditor: before.auditor }, after: { role, auditor } },
        },
      );
    }
    return person;
  });
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
