import type { Hold } from "#prisma-client";
import type { ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { parseStrictJson } from "#lib/core/strict-json.ts";
import { canonicalJson } from "#lib/crypto/request-digest.ts";
import type { Transaction } from "#lib/database/prisma.ts";
import { diffRequests } from "./diff-requests.ts";
import { editableValue, editDigest, sealEdit, withValue } from "./edited-request.ts";
import { judgeEdit } from "./judge-edit.ts";
import { termsOf } from "./internal.ts";
import { HeldRequest } from "./schemas.ts";

/**
 * Puts other arguments in place of those of a call that is being approved, in the transaction of the approval: given as
 * JSON, bound by a digest of their own, judged by the policy in force. Returns what the event of the approval says of it.
 * Throws `invalid` where the rule lets nobody, they cannot be used or nothing is different, `conflict` where the policy
 * does not let the changed call run by this approval.
 */
export async function editHold(
  transaction: Transaction,
  context: ServiceContext,
  hold: Hold,
  edited: string,
): Promise<{ editDigest: string; changes: number }> {
  const request = HeldRequest.parse(JSON.parse(context.sealer.open("hold", hold.requestSealed).toString("utf8")));
  const before = editableValue(request);
  if (termsOf(hold).edit !== true || before === undefined) {
    throw new AppError("invalid", "The arguments of this call cannot be changed. Approve it as it is, or deny it.");
  }
  const value = parseEdited(edited, before);
  if (canonicalJson(value) === canonicalJson(before)) {
    throw new AppError("invalid", "Nothing is different. Approve the call as it is.");
  }
  const after = withValue(request, value);
  await judgeEdit(transaction, context, hold, { before: request, after });
  const digest = editDigest(hold.requestDigest, value);
  await transaction.hold.update({
    where: { id: hold.id },
    data: { editedSealed: new Uint8Array(sealEdit(context.sealer, value)), editedDigest: digest },
  });
  return { editDigest: digest, changes: diffRequests(request, after).changes.length };
}

/** Read as strictly as a call itself, so that what was seen, what is bound and what is sent are one and the same. */
function parseEdited(text: string, before: object): object {
  const parsed = parseStrictJson(Buffer.from(text));
  if (!parsed.ok) {
    throw new AppError(
      "invalid",
      parsed.problem === "duplicate_keys"
        ? "The changed arguments have the same key twice."
        : "The changed arguments are not JSON.",
    );
  }
  if (!parsed.exact) {
    throw new AppError("invalid", "The changed arguments have a number beyond double precision. Write it as a string.");
  }
  const { value } = parsed;
  if (typeof value !== "object" || value === null || Array.isArray(value) !== Array.isArray(before)) {
    throw new AppError("invalid", `The changed arguments must be ${Array.isArray(before) ? "a list" : "an object"}.`);
  }
  return value;
}
