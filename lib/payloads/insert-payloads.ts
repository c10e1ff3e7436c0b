import type { Sealer } from "#lib/crypto/sealer.ts";
import type { CapturedPayload } from "./schemas.ts";

/** Writing a payload again is a no-op, which makes a retry after a lost answer safe. */
const insertPayloadsSql = `insert into audit_payload
  (at, call_id, direction, headers_sealed, body_sealed, content_type, bytes, sha256, truncated)
  select * from unnest($1::timestamptz[], $2::text[], $3::text[], $4::bytea[], $5::bytea[], $6::text[], $7::bigint[],
    $8::text[], $9::boolean[])
  on conflict do nothing`;

/** Statement and parameters that store `payloads`, headers and bodies sealed. */
export function insertPayloadsStatement(
  payloads: readonly CapturedPayload[],
  sealer: Sealer,
): { name: string; sql: string; parameters: unknown[] } {
  return {
    name: "insert-payloads",
    sql: insertPayloadsSql,
    parameters: [
      payloads.map((payload) => payload.at),
      payloads.map((payload) => payload.callId),
      payloads.map((payload) => payload.direction),
      payloads.map((payload) => sealer.seal("payload", JSON.stringify(payload.headers))),
      payloads.map((payload) => sealer.seal("payload", payload.body)),
      payloads.map((payload) => payload.contentType),
      payloads.map((payload) => payload.bytes),
      payloads.map((payload) => payload.sha256),
      payloads.map((payload) => payload.truncated),
    ],
  };
}
