import { startHeaderShim } from "./conformance/header-shim.ts";
import { runSuite, suites } from "./conformance/run-suite.ts";
import { startScenarioServer } from "./conformance/scenario-server.ts";
import { startComparedGateway } from "./conformance/start-gateway.ts";

// The official conformance suite against the same server, directly and through a gateway that records everything. What
// the server itself does not pass does not matter here: a difference is what a client could tell the gateway by.

const only = process.argv[2];
const upstream = await startScenarioServer();
const { gateway, key, close } = await startComparedGateway(upstream.url);
const shim = await startHeaderShim({ target: `${gateway.url}/mcp/tools`, authorization: `Bearer ${key}` });

let checks = 0;
let passed = 0;
const differences: { suite: string; check: string; direct: number; gateway: number }[] = [];
for (const suite of suites) {
  if (only !== undefined && !suite.name.includes(only)) continue;
  const direct = await runSuite(suite, upstream.url);
  const through = await runSuite(suite, shim.url);
  let ran = 0;
  for (const check of new Set([...direct.keys(), ...through.keys()])) {
    const [before = 0, after = 0] = [direct.get(check), through.get(check)];
    ran += before;
    if (check.endsWith("/ SUCCESS")) passed += before;
    if (before !== after) differences.push({ suite: suite.name, check, direct: before, gateway: after });
  }
  checks += ran;
  console.log(`${suite.version} ${suite.name}: ${ran} checks`);
}
if (differences.length > 0) console.table(differences);
const recorded = await gateway.events();

await shim.close();
await close();
await upstream.close();
console.log(
  JSON.stringify({
    check: "conformance",
    checks,
    passed_direct: passed,
    differences: differences.length,
    events_recorded: recorded.length,
  }),
);
process.exit(differences.length > 0 ? 1 : 0);
