import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { sha256Hex } from "#lib/crypto/request-digest.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { toPerson } from "./to-person.ts";

const longestAgent = 400;

/** `userAgent`: what the browser calls itself, so that its owner recognises it among their sessions. */
type OpenSessionInput = { token: string; userId: string; expires: Date; userAgent?: string | undefined };

/** Signs a person in. Only the token's SHA-256 is stored: who reads the database cannot take a session over. */
export async function openSession(
  context: Omit<ServiceContext, "actor">,
  { token, userId, expires, userAgent }: OpenSessionInput,
): Promise<void> {
  await withTransaction({ ...context, actor: { kind: "system", name: "setup" } }, async (transaction) => {
    const session = await transaction.session.create({
      data: {
        sessionToken: sha256Hex(token),
        userId,
        expires,
        clientIp: context.clientIp ?? null,
        userAgent: userAgent?.slice(0, longestAgent) ?? null,
      },
      include: { user: true },
    });
    await recordEvent(
      transaction,
      { ...context, actor: toPerson(session.user) },
      { type: "session.signed-in", status: "ok", attrs: { role: session.user.role, auditor: session.user.auditor } },
    );
  });
}
