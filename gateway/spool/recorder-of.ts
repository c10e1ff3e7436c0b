import type { LedgerWriter } from "#lib/ledger/ledger-writer.ts";
import type { Dependencies } from "../dependencies.ts";
import type { Call } from "../pipeline/call.ts";
import type { LiveConnection } from "../snapshot/live-snapshot.ts";
import type { Exchange } from "../pipeline/exchange.ts";

/** What only reads, or opens the way to reading. Tools do where their server says so. */
const readingMethods: ReadonlySet<string> = new Set([
  "GET",
  "completion/complete",
  "initialize",
  "notifications/initialized",
  "ping",
  "prompts/get",
  "prompts/list",
  "resources/list",
  "resources/read",
  "resources/templates/list",
  "server/discover",
  "tools/list",
]);
const readingHttpMethods: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/** Where the records of this call go: the ledger, or where it only reads and its connection says so the one with a spool. */
export function recorderOf(
  { ledger, spooledLedger }: Pick<Dependencies, "ledger" | "spooledLedger">,
  { spooled, call }: Exchange,
): Pick<LedgerWriter, "append"> {
  return spooled && spooledLedger && call && onlyReads(spooled, call) ? spooledLedger : ledger;
}

function onlyReads({ tools }: LiveConnection, call: Call): boolean {
  if (call.kind === "http") return readingHttpMethods.has(call.httpMethod);
  if (call.tool === null) return readingMethods.has(call.operation);
  return tools.get(call.tool)?.annotations["readOnlyHint"] === true;
}
