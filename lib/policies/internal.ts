import type { ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { nameActor } from "#lib/core/name-actor.ts";
import type { Database, Transaction } from "#lib/database/prisma.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { compileSnapshot } from "#lib/snapshot/compile-snapshot.ts";
import { diffRules } from "./diff-rules.ts";
import { neededConfirmation } from "./needed-confirmation.ts";
import { runTests } from "./run-tests.ts";
import { PolicyDocument, type Confirmation } from "./schemas.ts";
import { writeSource } from "./write-source.ts";

type VersionInForce = { version: number; document: PolicyDocument; source: string | null };

/** The highest version; version 0 without rules where none was published. */
export async function readVersionInForce(database: Database | Transaction): Promise<VersionInForce> {
  const row = await database.policyVersion.findFirst({
    orderBy: { version: "desc" },
    select: { version: true, document: true, source: true },
  });
  if (!row) return { version: 0, document: { rules: [] }, source: null };
  return { ...row, document: PolicyDocument.parse(row.document) };
}

/**
 * Makes `document` the version after `baseVersion`, in force with the transaction, and records it. Throws `conflict` where
 * another version was published meanwhile, `invalid` where nothing would change, a test fails or `confirm` is missing.
 */
export async function insertVersion(
  transaction: Transaction,
  context: ServiceContext,
  given: {
    baseVersion: number;
    document: PolicyDocument;
    source: string | null;
    reason: string;
    confirm: Confirmation | null;
    attrs?: Record<string, unknown>;
  },
): Promise<{ version: number }> {
  const { baseVersion, document, source, reason } = given;
  const tests = requirePassingTests(context, document);
  const connections = await transaction.connection.findMany({ select: { slug: true, kind: true } });
  const confirmed = requireConfirmation(neededConfirmation(document, connections), given.confirm);
  const before = await readVersionInForce(transaction);
  const author = nameActor(context.actor);
  const version = baseVersion + 1;
  const inserted = await transaction.$executeRaw`
    insert into policy_version (version, document, source, confirmed, author_id, author_name, reason)
    select ${version}, ${JSON.stringify(document)}::jsonb, ${source}, ${confirmed}, ${author.id}, ${author.name}, ${reason}
    where (select coalesce(max(version), 0) from policy_version) = ${baseVersion}
    on conflict do nothing`;
  if (inserted === 0) throw new AppError("conflict", staleMessage(baseVersion));
  const rules = diffRules(before.document, document);
  if (!rules && (source === null || source === (before.source ?? writeSource(before.document))))
    throw new AppError("invalid", "Nothing differs from the version in force, so there is nothing to publish.");
  await compileSnapshot(transaction);
  await recordEvent(transaction, context, {
    type: "policy.published",
    status: "ok",
    policyVersion: version,
    reason,
    attrs: { rules, tests, ...(confirmed !== null && { confirmed }), ...given.attrs },
  });
  return { version };
}

/** How many tests passed. Throws where one does not. */
function requirePassingTests({ environment = "production" }: ServiceContext, document: PolicyDocument): number {
  const results = runTests(document, environment);
  const failed = results.flatMap(({ name, passed, problem }, index) => (passed ? [] : [{ name, problem, index }]));
  if (failed.length === 0) return results.length;
  const sentences = failed.slice(0, 5).map(({ name, problem }) => `${name}: ${problem}`);
  throw new AppError(
    "invalid",
    `${failed.length === 1 ? "A test of the policy fails" : `${failed.length} tests of the policy fail`}. ${sentences.join(" ")}`,
    { fields: Object.fromEntries(failed.map(({ problem, index }) => [`document.tests.${index}`, problem])) },
  );
}

function requireConfirmation(needed: Confirmation | null, given: Confirmation | null): Confirmation | null {
  if (needed === null || needed === given) return needed;
  const danger = needed === "allow everything" ? "let every call pass" : "deny every call to every connection";
  const message = `This policy would ${danger}. Type "${needed}" to publish it all the same.`;
  throw new AppError("invalid", message, { fields: { confirm: message } });
}

function staleMessage(baseVersion: number): string {
  return `Version ${baseVersion} is no longer the one in force: somebody else has published meanwhile. Reload the page and make your change on the newest version.`;
}
