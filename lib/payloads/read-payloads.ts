import { z } from "zod";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { recordEvent } from "#lib/ledger/record-event.ts";
import { indentJson } from "./indent-json.ts";
import type { PayloadView } from "./schemas.ts";

const Headers = z.record(z.string(), z.string());

/**
 * Request and response of a call, opened. That they were read is committed to the ledger before a byte of them leaves
 * the database. Throws `forbidden` for everybody but auditors, `not_found` where nothing was captured.
 */
export async function readPayloads(context: ServiceContext, input: { callId: string }): Promise<PayloadView[]> {
  requirePermission(context, "payloads.read");
  const { callId } = input;
  await withTransaction(context, async (transaction) => {
    const captured = await transaction.auditPayload.findFirst({ where: { callId }, select: { callId: true } });
    if (!captured) throw new AppError("not_found", "No request or response is kept for this call.");
    const call = await transaction.auditEvent.findFirst({
      where: { callId, connection: { not: null } },
      select: { connection: true },
    });
    await recordEvent(transaction, context, {
      type: "payload.viewed",
      status: "ok",
      callId,
      connection: call?.connection ?? null,
    });
  });
  const rows = await context.database.auditPayload.findMany({ where: { callId }, orderBy: { direction: "asc" } });
  return rows.map((row) => ({
    direction: row.direction === "request" ? "request" : "response",
    at: row.at,
    headers: openHeaders(context, row.headersSealed),
    contentType: row.contentType,
    bytes: Number(row.bytes),
    sha256: row.sha256,
    truncated: row.truncated,
    body: describeBody(context.sealer.open("payload", row.bodySealed), row.contentType),
  }));
}

function openHeaders(context: ServiceContext, sealed: Uint8Array): PayloadView["headers"] {
  const headers = Headers.parse(JSON.parse(context.sealer.open("payload", sealed).toString()));
  return Object.entries(headers).map(([name, value]) => ({ name, value }));
}

function describeBody(body: Buffer, contentType: string | null): PayloadView["body"] {
  if (body.length === 0) return { kind: "empty" };
  const text = decodeText(body);
  if (text === null) return { kind: "binary" };
  const isJson = /[/+]json\b/i.test(contentType ?? "");
  return isJson ? { kind: "json", text: indentJson(text) } : { kind: "text", text };
}

/** The body as text where it is UTF-8 without NUL; a character cut off at its end does not make it binary. */
function decodeText(body: Buffer): string | null {
  if (body.includes(0)) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body, { stream: true });
  } catch {
    return null;
  }
}
