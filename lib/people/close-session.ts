import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { sha256Hex } from "#lib/crypto/request-digest.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { ringPerson } from "./ring-person.ts";
import { toPerson } from "./to-person.ts";

/** Signs out: the token is worth nothing from the next request on. A token that is unknown already is no error. */
export async function closeSession(context: Omit<ServiceContext, "actor">, token: string): Promise<void> {
  await withTransaction({ ...context, actor: { kind: "system", name: "setup" } }, async (transaction) => {
    const session = await transaction.session.findUnique({
      where: { sessionToken: sha256Hex(token) },
      include: { user: true },
    });
    if (!session) return;
    const { count } = await transaction.session.deleteMany({ where: { id: session.id } });
    if (count === 0) return;
    await ringPerson(transaction, session.userId);
    await recordEvent(
      transaction,
      { ...context, actor: toPerson(session.user) },
      { type: "session.signed-out", status: "ok" },
    );
  });
}
