import { measureBacktest } from "./policy/backtest.ts";
import { compilePolicy, evaluate } from "#lib/policies/evaluate.ts";
import type { PolicyCall } from "#lib/policies/decision.ts";
import { PolicyDocument, type Rule } from "#lib/policies/schemas.ts";

// What one decision costs where 100 rules all apply to the call, each with a condition on its arguments or its caller:
// lists, text, patterns, loops. No rule can be skipped by its lists, which is the costliest case. In
// processor time, so that neighbours on the machine do not count.

const conditions = [
  `args.amount > 500.0 && !("billing-admin" in caller.groups)`,
  `args.currency in ["EUR", "USD", "GBP"] && args.amount >= 10000`,
  `args.customer.id.startsWith("vip_") || args.customer.country == "US"`,
  `args.note.matches("(?i)urgent|asap")`,
  `args.items.exists(item, item.price > 900)`,
  `agent.startsWith("ci-") && caller.email.endsWith("@example.com")`,
  `size(args.items) > 20`,
  `has(args.override) && args.override == true`,
  `tool.name.contains("delete") && client.name != "cli"`,
  `connection == "billing" && operation == "tools/call" && args.amount * 2 > 5000`,
];
const rules = Array.from({ length: 100 }, (_, index): Rule => ({
  id: `rule-${index}`,
  match: { connections: ["billing"], tools: ["refund_*"] },
  when: conditions[index % conditions.length] ?? "true",
  effect: index % 3 === 0 ? "deny" : "allow",
}));
const call: PolicyCall = {
  connection: "billing",
  kind: "mcp",
  operation: "tools/call",
  tool: "refund_create",
  method: null,
  path: null,
  groups: ["support", "agents"],
  agent: "support-ai",
  subject: "alice",
  email: "alice@example.com",
  client: "claude",
  args: {
    amount: 120,
    currency: "CHF",
    customer: { id: "c_81", country: "DE" },
    note: "The parcel arrived damaged, the customer sent pictures of it.",
    items: [{ price: 40 }, { price: 80 }],
  },
  query: null,
  body: null,
  toolFacts: null,
  at: Date.now(),
  environment: "production",
  history: undefined,
};

const policy = compilePolicy(PolicyDocument.parse({ rules }), 1);
const rounds = 5_000;
const runs: number[] = [];
for (let run = 0; run < 10; run++) {
  const before = process.cpuUsage();
  for (let round = 0; round < rounds; round++) evaluate(policy, call);
  const { user, system } = process.cpuUsage(before);
  runs.push((user + system) / rounds);
}
// The first runs are warming up.
const [best = Number.NaN, , , median = Number.NaN] = runs.slice(3).toSorted((a, b) => a - b);
console.log(
  `100 rules with conditions: ${median.toFixed(1)} us of processor time per call, best run ${best.toFixed(1)} us`,
);
const backtest = await measureBacktest();
console.log(
  `backtest, 100 rules, a second of processor time: ${Math.round(backtest.withArguments)} calls with their stored ` +
    `arguments, ${Math.round(backtest.withoutArguments)} without`,
);
console.log(
  JSON.stringify({
    bench: "policy",
    us_per_call_100_rules: Number(median.toFixed(2)),
    backtest_calls_per_s: Math.round(backtest.withArguments),
    backtest_calls_per_s_without_arguments: Math.round(backtest.withoutArguments),
  }),
);
