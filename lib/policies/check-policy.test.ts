import { afterAll, beforeAll, expect, test } from "vitest";
import type { ServiceContext } from "#lib/core/context.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { contextOf, makePerson } from "#lib/testing/people.ts";
import { checkPolicy } from "./check-policy.ts";
import { diffPolicyVersions } from "./diff-policy-versions.ts";
import { neededConfirmation } from "./needed-confirmation.ts";
import { publishPolicy } from "./publish-policy.ts";
import { readPolicyVersion } from "./read-policy-version.ts";
import { rollbackPolicy } from "./rollback-policy.ts";
import { PolicyDocument, type PolicyTest, type Rule } from "./schemas.ts";

let base: TestDatabase;
let admin: ServiceContext;
const reads: Rule = { id: "reads", effect: "allow", match: { methods: ["GET"] } };
const all: Rule = { id: "all", effect: "allow", match: {} };

beforeAll(async () => {
  base = await startTestDatabase();
  admin = contextOf(base, makePerson("admin", { email: "admin@example.com" }));
});
afterAll(() => base.close());

const rule = (line: string) => `rules:\n  - id: reads\n    match: { methods: [GET] }\n    effect: allow\n    ${line}\n`;

test.each([
  ["broken YAML", "rules:\n  - id: [a\n", 3, 1, [], /./],
  ["an alias", "rules: &a\n  - *a\n", 1, 8, [], /Anchors and aliases/],
  ["many aliases that would be huge", `a: &a [x,x]\nb: &b [*a,*a]\nrules: [*b,*b]\n`, 1, 4, [], /Anchors and aliases/],
  ["two documents", "rules: []\n---\nrules: []\n", 2, 1, [], /one document/],
  ["nothing", "", 1, 1, [], /empty/],
  ["a name that is there twice", "rules: []\nrules: []\n", 2, 1, [], /unique/],
  [
    "an unknown field",
    rule("efect: deny"),
    5,
    5,
    ["rules", 0, "efect"],
    /nothing called "efect" here. Did you mean effect\?/,
  ],
  ["a wrong value", rule("observe: perhaps"), 5, 5, ["rules", 0, "observe"], /boolean/],
  ["an ill-typed condition", rule("when: http.path == 5"), 5, 11, ["rules", 0, "when"], /no such overload/],
  ["one that is quoted", rule(`when: "http.path == 5"`), 5, 12, ["rules", 0, "when"], /no such overload/],
  [
    "one of several lines",
    rule("when: |\n      true &&\n        http.path == 5"),
    7,
    9,
    ["rules", 0, "when"],
    /no such/,
  ],
  [
    "a pattern that could take for ever",
    rule(`when: http.path.matches("(a)\\\\1")`),
    5,
    29,
    ["rules", 0, "when"],
    /RE2/,
  ],
  ["a variable that is none", rule("when: user.name == 'x'"), 5, 11, ["rules", 0, "when"], /user/],
])("%s is shown where it stands", async (_what, source, line, column, path, message) => {
  const { document, problems } = await checkPolicy(admin, { source });
  expect(document).toBeNull();
  expect(problems[0]).toMatchObject({ path, line, column, message: expect.stringMatching(message) });
});

test("what is nested without end is refused at once", async () => {
  const startedAt = performance.now();
  for (const source of ["[".repeat(100_000), "- ".repeat(50_000), `rules: ${"{a: ".repeat(25_000)}`]) {
    expect((await checkPolicy(admin, { source })).problems).toHaveLength(1);
  }
  expect(performance.now() - startedAt).toBeLessThan(5_000);
});

test("several problems are all told, by path where there is no source", async () => {
  const document = {
    rules: [
      { ...reads, when: "1" },
      { ...reads, id: "two", match: { tools: ["x"], paths: ["/y"] } },
    ],
  };
  const { problems } = await checkPolicy(admin, { document });
  expect(problems.map(({ path }) => path.join("."))).toEqual(["rules.0.when", "rules.1.match"]);
  expect(problems[0]).toMatchObject({ line: null, message: expect.stringContaining("Line 1, column 1") });
});

const example: PolicyTest = {
  name: "deleting is refused",
  call: { connection: "api", method: "DELETE", path: "/users/7" },
  expect: { effect: "deny", rules: [] },
};

test("a check runs the tests and says what publishing would change; a failing test keeps it from being published", async () => {
  const document = {
    rules: [reads],
    tests: [example, { ...example, name: "reading is", call: { ...example.call, method: "GET" } }],
  };
  const checked = await checkPolicy(admin, { document });
  expect(checked.problems).toEqual([]);
  expect(checked.tests).toMatchObject([
    { passed: true, problem: "" },
    { passed: false, problem: "Expected deny, got allow (matched: reads)." },
  ]);
  expect(checked.diff).toMatchObject({ added: [{ id: "reads" }], tests: true });
  await expect(publishPolicy(admin, { baseVersion: 0, document, reason: "x" })).rejects.toMatchObject({
    code: "invalid",
    message: expect.stringContaining("reading is: Expected deny, got allow"),
    fields: { "document.tests.1": expect.any(String) },
  });
  expect(await base.database.policyVersion.count()).toBe(0);
});

test("a rollback is a new version with the old text, and both can be compared", async () => {
  const source = "# first\nrules:\n  - { id: reads, match: { methods: [GET] }, effect: allow }\n";
  const { version } = await publishPolicy(admin, { baseVersion: 0, source, reason: "first" });
  await publishPolicy(admin, {
    baseVersion: version,
    document: { rules: [reads, { ...reads, id: "more" }] },
    reason: "second",
  });
  const rolledBack = await rollbackPolicy(admin, { version, baseVersion: version + 1, reason: "too much" });
  expect(rolledBack).toEqual({ version: version + 2 });
  expect(await readPolicyVersion(admin, rolledBack)).toMatchObject({
    source,
    reason: "too much",
    authorName: "admin@example.com",
    diff: { removed: [{ id: "more" }], added: [] },
  });
  const event = await base.database.auditEvent.findFirstOrThrow({ where: { policyVersion: version + 2 } });
  expect(event).toMatchObject({ type: "policy.published", attrs: { rolledBackTo: version } });
  const compared = await diffPolicyVersions(admin, { from: version, to: version + 1 });
  expect(compared).toMatchObject({ from: { source }, diff: { added: [{ id: "more" }] } });
  const again = { version: 99, baseVersion: version + 2, reason: "x" };
  await expect(rollbackPolicy(admin, again)).rejects.toMatchObject({ code: "not_found" });
  await expect(rollbackPolicy(admin, { ...again, version, baseVersion: 0 })).rejects.toMatchObject({
    code: "conflict",
  });
});

test("what would let everything pass, or nobody in, is published only where it was typed, and recorded as such", async () => {
  const { versionInForce: baseVersion } = await checkPolicy(admin, { document: { rules: [all] } });
  const publish = (rules: Rule[], confirm?: "allow everything" | "lock everybody out") =>
    publishPolicy(admin, { baseVersion, document: { rules }, reason: "x", ...(confirm && { confirm }) });
  await expect(publish([all])).rejects.toMatchObject({
    fields: { confirm: expect.stringContaining('"allow everything"') },
  });
  await expect(publish([all], "lock everybody out")).rejects.toMatchObject({ code: "invalid" });
  const { version } = await publish([all], "allow everything");
  expect(await readPolicyVersion(admin, { version })).toMatchObject({ confirmed: "allow everything" });
  const event = await base.database.auditEvent.findFirstOrThrow({ where: { policyVersion: version } });
  expect(event.attrs).toMatchObject({ confirmed: "allow everything" });
});

const connections = [
  { slug: "tools", kind: "mcp" },
  { slug: "api", kind: "http" },
];
const deny: Rule = { id: "no", effect: "deny", match: {} };

test.each([
  ["no rules", [], "lock everybody out"],
  ["a rule that denies all", [all, deny], "lock everybody out"],
  ["rules about what is not there", [{ ...all, match: { connections: ["other"] } }], "lock everybody out"],
  ["rules that only observe", [{ ...all, observe: true }], "lock everybody out"],
  [
    "each connection shut",
    [all, { ...deny, match: { connections: ["*"], tools: ["*"] } }, { ...deny, id: "b", match: { paths: ["/**"] } }],
    "lock everybody out",
  ],
  ["one connection open", [{ ...all, match: { connections: ["api"] } }], null],
  ["everything allowed", [all], "allow everything"],
  [
    "in two halves",
    [
      { ...all, match: { tools: ["*"] } },
      { ...all, id: "b", match: { paths: ["/**"] } },
    ],
    "allow everything",
  ],
  ["everything but what observes", [all, { ...deny, observe: true }], "allow everything"],
  ["one group only", [{ ...all, match: { groups: ["staff"] } }], null],
  ["a condition", [{ ...all, when: "agent == 'x'" }], null],
  ["something denied", [all, { ...deny, match: { tools: ["delete_*"] } }], null],
] as [string, Rule[], string | null][])("%s: what must be typed", (_what, rules, expected) => {
  expect(neededConfirmation(PolicyDocument.parse({ rules }), connections)).toBe(expected);
});

test("auditors check and read, and roll nothing back; power users see nothing", async () => {
  const auditor = contextOf(base, makePerson("power_user", { auditor: true }));
  const nobody = contextOf(base, makePerson("power_user"));
  const rollback = { version: 1, baseVersion: 2, reason: "x" };
  expect((await checkPolicy(auditor, { source: "rules: []" })).confirm).toBe("lock everybody out");
  await expect(rollbackPolicy(auditor, rollback)).rejects.toMatchObject({ code: "forbidden" });
  await expect(checkPolicy(nobody, { source: "rules: []" })).rejects.toMatchObject({ code: "forbidden" });
  await expect(readPolicyVersion(nobody, { version: 1 })).rejects.toMatchObject({ code: "forbidden" });
});
