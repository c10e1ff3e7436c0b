import type { Transaction } from "#lib/database/prisma.ts";
import { PolicyDocument } from "./schemas.ts";

/** The document of the highest version; no rules at all where none was published. */
export async function readDocumentInForce(transaction: Transaction): Promise<PolicyDocument> {
  const row = await transaction.policyVersion.findFirst({ orderBy: { version: "desc" }, select: { document: true } });
  return row ? PolicyDocument.parse(row.document) : { rules: [] };
}
