import { randomInt } from "node:crypto";
import { parseArgs } from "node:util";
import { callAllowedTools, callHeldTool, connectMcp } from "./demo/mcp-agent.ts";
import { connectDatadog, createDashboard, listDashboards } from "./demo/datadog-agent.ts";
import { tryRefusedCalls } from "./demo/refused-calls.ts";
import { say } from "./demo/say.ts";
import { DemoError, readSettings, requireGateway } from "./demo/settings.ts";

const defaultSeconds = 900;

/** Plays a sample agent against the started product: `npm run demo [-- --seconds N]`. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { seconds: { type: "string" } } });
  const seconds = Number(values.seconds ?? defaultSeconds);
  if (!Number.isFinite(seconds) || seconds <= 0) throw new DemoError("--seconds wants a number, such as 120.");
  const settings = readSettings(process.env["HOLDPOINT_DATA_DIR"] ?? ".holdpoint");
  await requireGateway(settings.gatewayUrl);

  const stopping = new AbortController();
  const stopped = new Promise<string>((resolve) => {
    stopping.signal.addEventListener("abort", () => resolve(String(stopping.signal.reason)));
  });
  process.once("SIGINT", () => stopping.abort("Stopped."));
  process.once("SIGTERM", () => stopping.abort("Stopped."));
  const timer = setTimeout(() => stopping.abort(`Nobody decided within ${seconds} s.`), seconds * 1_000);

  const mcp = await connectMcp(settings, "everything");
  say(`demo-agent is connected to ${settings.gatewayUrl}/mcp/everything with an access token of its own`);
  await callAllowedTools(mcp);
  const datadog = connectDatadog(settings);
  await listDashboards(datadog);
  await tryRefusedCalls(settings);

  // An identical call would get the answer of the last demo again, for ten minutes.
  const run = randomInt(10, 10_000);
  const held = [
    callHeldTool(mcp, { a: 19, b: run }, stopping.signal),
    callHeldTool(mcp, { a: 1_000_000, b: run }, stopping.signal),
    createDashboard(datadog, `Checkout latency ${run}`, stopping.signal),
  ];
  say(`Three calls wait. Approve one and deny one at ${settings.consoleUrl}/approvals (alice@example.com may)`);
  const finished = Promise.all(held).then(() => "All three are decided.");
  const ending = await Promise.race([finished.catch((error: unknown) => stoppedOr(error, stopping.signal)), stopped]);
  clearTimeout(timer);
  say(ending);
  say(`What happened is at ${settings.consoleUrl}/audit, and what Datadog got at ${settings.datadogUrl}/_received`);
  await mcp.close();
}

/** A call that was cut off by our own stop is no failure. */
function stoppedOr(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return String(signal.reason);
  throw error;
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof DemoError ? error.message : error);
    process.exit(1);
  },
);
