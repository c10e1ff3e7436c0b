import { Environment } from "@marcbachmann/cel-js";
import { compileLinearPattern, type LinearPattern } from "#lib/core/linear-pattern.ts";
import {
  CallerFacts,
  ClientFacts,
  CountFacts,
  EnvFacts,
  HistoryFacts,
  HttpFacts,
  RecentFacts,
  ToolConditionFacts,
} from "./condition-facts.ts";

/** What `matches` is called once it is known to be linear; the library's own runs on backtracking expressions. */
export const linearMatches = "matchesLinear";
const maxMatchedCharacters = 65_536;
const maxPatterns = 5_000;
const patterns = new Map<string, LinearPattern>();

/** The language of conditions: CEL, over the variables that a call has, with bounded size. */
export const conditionEnvironment = new Environment({
  homogeneousAggregateLiterals: false,
  limits: { maxAstNodes: 300, maxDepth: 32, maxListElements: 100, maxMapEntries: 20, maxCallArguments: 4 },
})
  .registerType("Caller", { ctor: CallerFacts, fields: { sub: "string", email: "string", groups: "list<string>" } })
  .registerType("Client", { ctor: ClientFacts, fields: { name: "string" } })
  .registerType("Tool", {
    ctor: ToolConditionFacts,
    fields: { name: "string", annotations: "map<string, dyn>", schemaHash: "string" },
  })
  .registerType("Counts", { ctor: CountFacts, fields: { calls: "int", denied: "int", held: "int" } })
  .registerType("Recent", { ctor: RecentFacts, fields: { minute: "Counts", hour: "Counts" } })
  .registerType("History", { ctor: HistoryFacts, fields: { minute: "Counts", hour: "Counts", same: "Recent" } })
  .registerType("Env", {
    ctor: EnvFacts,
    fields: { now: "google.protobuf.Timestamp", hour: "int", weekday: "string", name: "string" },
  })
  .registerType("Http", {
    ctor: HttpFacts,
    fields: { method: "string", path: "string", query: "map<string, list<string>>", body: "dyn" },
  })
  .registerVariable("caller", "Caller")
  .registerVariable("agent", "string")
  .registerVariable("client", "Client")
  .registerVariable("connection", "string")
  .registerVariable("kind", "string")
  .registerVariable("operation", "string")
  .registerVariable("tool", "Tool")
  .registerVariable("args", "map<string, dyn>")
  .registerVariable("http", "Http")
  .registerVariable("env", "Env")
  .registerVariable("history", "History")
  .registerFunction(`string.${linearMatches}(string): bool`, (text: string, pattern: string) => {
    if (text.length > maxMatchedCharacters) throw new RangeError("the text is too long to be matched");
    return linearPattern(pattern).test(text);
  });

// JSON has doubles only, and people write whole numbers: `args.amount * 2 > 1000` must mean what it says.
const arithmetic: Record<string, (left: number, right: number) => number> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
};
for (const [operator, compute] of Object.entries(arithmetic)) {
  const onNumbers = (left: number | bigint, right: number | bigint) => compute(Number(left), Number(right));
  conditionEnvironment.registerOperator(`double ${operator} int`, onNumbers);
  conditionEnvironment.registerOperator(`int ${operator} double`, onNumbers);
}

/** The pattern, compiled once. Throws SyntaxError where it is none. */
export function linearPattern(source: string): LinearPattern {
  let pattern = patterns.get(source);
  if (!pattern) {
    pattern = compileLinearPattern(source);
    // Policies come and go; the patterns of those in force are back with the next call.
    if (patterns.size >= maxPatterns) patterns.clear();
    patterns.set(source, pattern);
  }
  return pattern;
}
