import type { Sealer } from "#lib/crypto/sealer.ts";
import { storableJson } from "#lib/database/storable-json.ts";
import type { CapturedPayload } from "./schemas.ts";

/**
 * Statement and parameters that store `payloads`, headers and bodies sealed. All sealed bytes are one parameter, which
 * the driver sends as it is, and the rows say which part is theirs. `first` is the number of the first parameter.
 * Writing a payload again is a no-op, which makes a retry after a lost answer safe.
 */
export function insertPayloadsStatement(
  payloads: readonly CapturedPayload[],
  sealer: Sealer,
  first = 1,
): { sql: string; parameters: [rows: string, sealed: Buffer] } {
  const pieces: Buffer[] = [];
  let position = 1;
  const rows = payloads.map((payload) => {
    const headers = sealer.seal("payload", JSON.stringify(payload.headers));
    const body = sealer.seal("payload", payload.body);
    pieces.push(headers, body);
    const headersAt = position;
    position += headers.length + body.length;
    return {
      a: payload.at,
      c: payload.callId,
      d: payload.direction,
      p: headersAt,
      h: headers.length,
      l: body.length,
      t: payload.contentType,
      b: payload.bytes,
      s: payload.sha256,
      x: payload.truncated,
    };
  });
  return { sql: statement(first), parameters: [storableJson(rows), Buffer.concat(pieces)] };
}

function statement(first: number): string {
  return `insert into audit_payload
  (at, call_id, direction, headers_sealed, body_sealed, content_type, bytes, sha256, truncated)
  select a, c, d, substring($${first + 1}::bytea from p for h), substring($${first + 1}::bytea from p + h for l), t, b, s, x
  from json_to_recordset($${first}::json)
    as r(a timestamptz, c text, d text, p int, h int, l int, t text, b bigint, s text, x boolean)
  on conflict do nothing`;
}
