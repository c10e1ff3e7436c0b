import { expect, test } from "vitest";
import { EventStatus } from "#lib/ledger/events.ts";
import { eventGroups } from "#lib/ledger/schemas.ts";
import { readValues, withoutTerm, withTerm } from "./edit-query.ts";
import { formatQuery } from "./format-query.ts";
import { parseQuery } from "./parse-query.ts";
import type { QueryNode } from "./query-node.ts";
import { knownValues } from "./schemas.ts";

function read(text: string): QueryNode {
  const parsed = parseQuery(text);
  if ("problems" in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.node;
}

/** Without places, as one line. */
function outline(node: QueryNode): string {
  if ("nodes" in node) return `(${node.nodes.map(outline).join(` ${node.kind} `)})`;
  if (node.kind === "not") return `not ${outline(node.node)}`;
  if (node.kind === "words") return `words<${node.text}${node.prefix ? "…" : ""}>`;
  if (node.kind === "all") return "all";
  const { is, ...of } = node.test;
  return `${node.field} ${is} ${Object.values(of)
    .map((part) => (typeof part === "string" ? part : JSON.stringify(part)))
    .join(" ")}`.trim();
}

test.each([
  ["", "all"],
  ["   ", "all"],
  ["*", "all"],
  ["*:*", "all"],
  ["tool:get-sum", "tool equal get-sum"],
  ["TOOL:x", "tool equal x"],
  ["@usr.name:alice", "user equal alice"],
  ["@http.status_code:[400 TO 499]", 'http between {"value":400,"included":true} {"value":499,"included":true}'],
  ["http:{400 TO *]", 'http between {"value":400,"included":false} null'],
  ["http:4*", "http like 4*"],
  ["duration:>2s", 'duration between {"value":2000,"included":false} null'],
  ["duration:<=1.5m", 'duration between null {"value":90000,"included":true}'],
  ["duration:250", 'duration between {"value":250,"included":true} {"value":250,"included":true}'],
  ["tool:list_*", "tool like list_*"],
  ["tool:a\\*b", "tool equal a*b"],
  ['tool:"list_*"', "tool equal list_*"],
  ["tool:*", "tool present"],
  ["-tool:*", "not tool present"],
  ["operation:POST\\ /x", "operation equal POST /x"],
  ["a b", "(words<a> and words<b>)"],
  ["a AND b OR c", "((words<a> and words<b>) or words<c>)"],
  ["a OR b c", "(words<a> or (words<b> and words<c>))"],
  ["NOT a", "not words<a>"],
  ["--a", "not not words<a>"],
  ["NOTE ORDER ANDY", "(words<NOTE> and words<ORDER> and words<ANDY>)"],
  ["or and not", "(words<or> and words<and> and words<not>)"],
  ['"free text"', "words<free text>"],
  ['"with \\" quote"', 'words<with " quote>'],
  ["*:term", "words<term>"],
  ["moni*", "words<moni…>"],
  ["10:30", "words<10:30>"],
  ["server:(github OR datadog)", "(server equal github or server equal datadog)"],
  ["server:(a -b)", "(server equal a and not server equal b)"],
  ["server:(a (b OR c))", "(server equal a and (server equal b or server equal c))"],
  ["(a OR b) c", "((words<a> or words<b>) and words<c>)"],
  ["address:10.0.0.0/8", 'address within ["10.0.0.0/8"]'],
  ["address:2001:db8::/32", 'address within ["2001:db8::/32"]'],
  ["CIDR(@network.client.ip,13.0.0.0/8, 15.0.0.0/8)", 'address within ["13.0.0.0/8","15.0.0.0/8"]'],
  ["203.0.113.7", "address equal 203.0.113.7"],
  ["evt_01J5ZK8X3Q7V9M2N4P6R8T0W1Y", "id equal evt_01J5ZK8X3Q7V9M2N4P6R8T0W1Y"],
  ["status:error", "status equal error"],
  [
    '@usr.name:alice -tool:list_* status:error duration:>2s "free text" server:(github OR datadog)',
    '(user equal alice and not tool like list_* and status equal error and duration between {"value":2000,"included":false} null' +
      " and words<free text> and (server equal github or server equal datadog))",
  ],
])("%s is read as it is meant", (text, expected) => {
  const node = read(text);
  expect(outline(node)).toBe(expected);
  expect(outline(read(formatQuery(node)))).toBe(expected);
});

test.each([
  ["foo:bar", "There is no field foo. To search for it as text, put it in quotes.", "foo"],
  ["tol:bar", "There is no field tol. Did you mean tool?", "tol"],
  ["@usr.mail:x", "Did you mean @usr.email?", "@usr.mail"],
  ["a (b OR c", "This parenthesis is not closed.", "("],
  ["a) b", "This parenthesis closes nothing.", ")"],
  ['a "b c', "This quote is not closed.", '"b c'],
  ["tool:", "Write a value after tool", "tool:"],
  ["tool: x", "Write a value after tool", "tool:"],
  ["a OR", "OR needs something on both sides.", "OR"],
  ["OR a", "OR needs something on both sides.", "OR"],
  ["AND a", "AND needs something on both sides.", " "],
  ["a NOT", "There is nothing after this to leave out.", ""],
  ["duration:fast", "fast is no duration. Write one such as 250ms", "fast"],
  ["duration:2*", "2* is no duration.", "2*"],
  ["http:abc", "abc is no number.", "abc"],
  ["http:[500 TO 400]", "This range begins after its end.", "[500 TO 400]"],
  ["http:[500 TO", "This range cannot be read.", "[500"],
  ["tool:>a", "Tool has no order", ">a"],
  ["address:10.0.0.0/40", "10.0.0.0/40 is no range of addresses.", "10.0.0.0/40"],
  ["CIDR(tool,10.0.0.0/8)", "CIDR is for addresses.", "CIDR(tool,10.0.0.0/8)"],
  ["CIDR(address)", "CIDR needs a range.", "CIDR(address)"],
  ["status:faild", "Status is never faild. Did you mean failed?", "faild"],
  ["decision:maybe", "It is one of: allow, hold, deny.", "maybe"],
])("%s is refused with the reason and its place", (text, message, marked) => {
  const parsed = parseQuery(text);
  const [problem] = "problems" in parsed ? parsed.problems : [];
  expect(problem?.message).toContain(message);
  expect(text.slice(problem?.start, problem?.end)).toBe(marked);
});

test("what is absurdly long or deep is refused at a bounded cost", () => {
  for (const text of [
    "(".repeat(4_000),
    "a ".repeat(2_000),
    "-".repeat(3_999),
    `${"NOT ".repeat(900)}a`,
    "a:(".repeat(1_300),
  ]) {
    const startedAt = performance.now();
    expect(parseQuery(text)).toHaveProperty("problems");
    expect(performance.now() - startedAt).toBeLessThan(100);
  }
});

test("whatever is typed, a query is read or refused, and reading again what was formatted gives the same", () => {
  const pieces = [
    "tool:",
    "status:ok",
    "(",
    ")",
    '"',
    "\\",
    "*",
    "?",
    "-",
    " ",
    " OR ",
    " AND ",
    "NOT ",
    "a",
    "[1 TO 2]",
    ">3",
    "http:",
    "é",
    "\u0000",
    ",",
  ];
  let seed = 7;
  for (let n = 0; n < 3_000; n++) {
    let text = "";
    for (let length = 0; length < 8; length++) {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      text += pieces[Math.floor(seed / 65_536) % pieces.length] ?? "";
    }
    const parsed = parseQuery(text);
    const node: QueryNode = "node" in parsed ? parsed.node : { kind: "all" };
    const places = "problems" in parsed ? parsed.problems : [];
    expect({ text, wrong: places.filter(({ start, end }) => start < 0 || start > end) }).toEqual({ text, wrong: [] });
    expect({ text, again: outline(read(formatQuery(node))) }).toEqual({ text, again: outline(node) });
  }
});

test.each<[string, () => string, string]>([
  ["adds", () => withTerm("", "tool", "get-sum"), "tool:get-sum"],
  ["widens", () => withTerm("server:a", "server", "b"), "server:(a OR b)"],
  ["leaves out", () => withTerm("status:ok", "tool", "x y", true), 'status:ok -tool:"x y"'],
  ["turns around", () => withTerm("-tool:x a", "tool", "x"), "a tool:x"],
  ["adds to alternatives", () => withTerm("a OR b", "tool", "x"), "(a OR b) tool:x"],
  ["keeps what cannot be read", () => withTerm("(a", "tool", "x"), "(a tool:x"],
  ["keeps wildcards as text", () => withTerm("", "tool", "a*"), 'tool:"a*"'],
  ["removes one of several", () => withoutTerm("server:(a OR b) x", "server", "a"), "server:b x"],
  ["removes the last", () => withoutTerm("-server:a", "server", "a"), ""],
])("a click %s", (_what, edit, expected) => {
  expect(edit()).toBe(expected);
});

test("facets know which of their values are asked for", () => {
  expect(readValues("server:(a OR b) -tool:x tool:y", "server")).toEqual({ included: ["a", "b"], excluded: [] });
  expect(readValues("server:(a OR b) -tool:x tool:y", "tool")).toEqual({ included: ["y"], excluded: ["x"] });
});

test("values that are said to be all there are, are", () => {
  expect([...(knownValues.status ?? [])].toSorted()).toEqual([...EventStatus.options].toSorted());
  expect([...(knownValues.group ?? [])].toSorted()).toEqual(Object.keys(eventGroups).toSorted());
});
