import { attrColumns } from "#lib/ledger/event-row.ts";
import { Prisma } from "#prisma-client";
import type { SearchField } from "./schemas.ts";

/** What a field is in the ledger, for all but those that are made of others (`group`) or have several values (`masked`). */
const columns: Record<Exclude<SearchField, "group" | "masked">, string> = {
  user: "user_name",
  agent: "agent",
  server: "connection",
  operation: "operation",
  tool: "tool",
  status: "status",
  decision: "decision",
  approver: "approver",
  rule: "rule",
  risk: attrColumns.risk,
  address: "client_ip",
  type: "type",
  client: "attrs->>'mcp.client.name'",
  http: "http_status",
  error: "error_code",
  duration: "duration_ms",
  call: "call_id",
  hold: "hold_id",
  session: "attrs->>'mcp.session.id'",
  trace: "substring(attrs->>'traceparent' from 4 for 32)",
  id: "id",
};

/** Texts of an event that free words are looked for in. */
const texts =
  "user_name, agent, connection, operation, tool, rule, approver, reason, error_code, attrs->>'mcp.client.name'";

/** The kinds of what was masked, with spaces between. */
export const maskedText = Prisma.raw(`regexp_replace(${attrColumns.masked}, ':[0-9]+', '', 'g')`);

/** The same as a list in SQL. */
export const maskedKinds = Prisma.sql`string_to_array(${maskedText}, ' ')`;

/** The words of an event, those of each text between bars. */
export const eventWords = wordsOf(Prisma.raw(`concat_ws(' ' || chr(1) || ' ', ${texts})`));

/** The column, or the expression over columns, that holds a field. */
export function columnOf(field: keyof typeof columns): Prisma.Sql {
  return Prisma.raw(`(${columns[field]})`);
}

/** The words of a text, lower case, each between spaces. Of chr(1) it makes a bar, which no word of a text is. */
export function wordsOf(text: Prisma.Sql): Prisma.Sql {
  const punctuation = "!\"#$%&''()*+,-./:;<=>?@[\\]^_`{|}~";
  const spaces = " ".repeat(punctuation.length - 1);
  const inWords = Prisma.sql`translate(lower(${text}), ${Prisma.raw(`'${punctuation}' || chr(1), '${spaces}|'`)})`;
  return Prisma.sql`(' ' || btrim(regexp_replace(${inWords}, '\\s+', ' ', 'g')) || ' ')`;
}
