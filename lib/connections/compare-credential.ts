import { timingSafeEqual } from "node:crypto";
import type { z } from "zod";
import type { ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { openCredential } from "#lib/credentials/open-credential.ts";
import { CompareCredential } from "#lib/credentials/schemas.ts";
import { canonicalJson, sha256Hex } from "#lib/crypto/request-digest.ts";

/**
 * Whether saving this credential would change anything: what lets a configuration be applied twice without reading
 * secrets back. For those who may replace the credential anyway. Throws `not_found`.
 */
export async function compareCredential(
  context: ServiceContext,
  input: z.input<typeof CompareCredential>,
): Promise<{ same: boolean }> {
  requirePermission(context, "connections.write");
  const { id, credential } = parseInput(CompareCredential, input);
  const found = await context.database.connection.findUnique({ where: { id }, select: { credentialSealed: true } });
  if (!found) throw new AppError("not_found", "There is no such connection.");
  const stored = found.credentialSealed && openCredential(context.sealer, found.credentialSealed);
  const [one, other] = [stored, credential].map((value) => Buffer.from(sha256Hex(canonicalJson(value))));
  return { same: one !== undefined && other !== undefined && timingSafeEqual(one, other) };
}
