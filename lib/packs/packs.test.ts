import { describe, expect, it, test } from "vitest";
import { checkDocument } from "#lib/policies/check-document.ts";
import { PolicyDocument, type Effect, type Rule } from "#lib/policies/schemas.ts";
import { ruleProblems } from "#lib/policies/rule-problems.ts";
import { mergePack } from "./merge-pack.ts";
import { packCoverage } from "./pack-coverage.ts";
import { packProblems } from "./pack-problems.ts";
import { packs } from "./packs.ts";
import type { Pack, PackTarget } from "./schemas.ts";

const target: PackTarget = { connections: ["datadog"], approvers: ["approvers"] };
const all = Object.values(packs);

test.each(all.map((pack) => [pack.id, pack] as const))("the rules of %s can be published", (id, pack) => {
  const document = PolicyDocument.parse({ rules: pack.rules(target) });
  expect(document.rules.flatMap((rule) => ruleProblems(rule))).toEqual([]);
  for (const rule of document.rules) expect(rule.id.startsWith(`${id}-`)).toBe(true);
});

test.each(all.map((pack) => [pack.id, pack] as const))(
  "%s has an answer of a rule to every call it lists",
  (_, pack) => {
    const calls = packCoverage(pack).flatMap(({ calls }) => calls);
    expect(calls.filter(({ rule }) => rule === null)).toEqual([]);
    expect(new Set(calls.map(({ effect }) => effect))).toEqual(new Set(["allow", "hold"]));
  },
);

function answer(pack: Pack, name: string): { effect: Effect; masked: boolean } | undefined {
  const found = packCoverage(pack)
    .flatMap(({ calls }) => calls)
    .find((call) => call.name.startsWith(name));
  return found && { effect: found.effect, masked: found.masked };
}

test.each<[pack: Pack, name: string, effect: Effect, masked: boolean]>([
  [packs["datadog-api"], "GET /api/v1/api_key (", "allow", true],
  [packs["datadog-api"], "GET /api/v1/monitor (", "allow", false],
  [packs["datadog-api"], "POST /api/v1/monitor/validate", "allow", false],
  [packs["datadog-api"], "POST /api/v1/series", "allow", false],
  [packs["datadog-api"], "POST /api/v2/incidents (", "allow", false],
  [packs["datadog-api"], "DELETE /api/v1/dashboard (", "hold", false],
  [packs["datadog-api"], "POST to another path", "hold", false],
  [packs["datadog-api"], "GET of another path", "allow", true],
  [packs["datadog-mcp"], "search_datadog_logs", "allow", false],
  [packs["datadog-mcp"], "create_datadog_notebook", "allow", false],
  [packs["datadog-mcp"], "delete_datadog_dashboard", "hold", false],
  [packs["datadog-mcp"], "any other tool", "hold", false],
  [packs["mcp-annotations"], "readOnlyHint: true", "allow", false],
  [packs["mcp-annotations"], "destructiveHint: false, openWorldHint: false", "allow", false],
  [packs["mcp-annotations"], "readOnlyHint: false", "hold", false],
  [packs["mcp-annotations"], "annotations that say nothing", "hold", false],
  [packs["mcp-annotations"], "annotations that are not known", "hold", false],
  [packs["github-rest"], "GET /repos/{owner}/{repo}/contents/{path}", "allow", true],
  [packs["github-rest"], "POST /repos/{owner}/{repo}/issues/{number}/comments", "allow", false],
  [packs["github-rest"], "PUT /repos/{owner}/{repo}/pulls/{number}/merge", "hold", false],
  [packs["github-rest"], "DELETE /repos/{owner}/{repo}/issues/comments/{id}", "hold", false],
  [packs["github-rest"], "POST /graphql", "hold", false],
])("$id: %s %s", (pack, name, effect, masked) => {
  expect(answer(pack, name)).toEqual({ effect, masked });
});

function rule(id: string, message: string): Rule {
  return { id: `datadog-api-${id}`, match: {}, effect: "allow", message };
}

function version(number: number, ...rules: Rule[]): Pack {
  return { ...packs["datadog-api"], version: number, rules: () => rules };
}

describe("an update of a pack", () => {
  const own: Rule = { id: "own", match: {}, effect: "deny" };
  const first = version(1, rule("a", "1"), rule("b", "1"), rule("c", "1"), rule("d", "1"), rule("e", "1"));
  const second = version(2, rule("a", "2"), rule("b", "2"), rule("c", "1"), rule("d", "2"), rule("f", "2"));
  const installed = mergePack({ rules: [own] }, first, target).document;
  const edited = PolicyDocument.parse({
    ...installed,
    rules: installed.rules
      .filter(({ id }) => id !== "datadog-api-d")
      .map((each) => (/-[bc]$/.test(each.id) ? { ...each, effect: "deny" } : each)),
  });
  const changesOf = (take: string[] = []) =>
    Object.fromEntries(
      mergePack(edited, second, target, take).changes.map(({ ruleId, change }) => [ruleId.slice(-1), change]),
    );
  const rulesOf = (take: string[] = []) =>
    mergePack(edited, second, target, take).document.rules.map(
      (each) => `${each.id.slice(-1)} ${each.effect} ${each.message ?? ""}`,
    );

  it("keeps edits, takes what is new, lets go what the pack dropped, and leaves out what was deleted", () => {
    expect(changesOf()).toEqual({ a: "updated", b: "conflict", c: "kept", d: "left-out", e: "removed", f: "added" });
    expect(rulesOf()).toEqual(["n deny ", "a allow 2", "b deny 1", "c deny 1", "f allow 2"]);
  });

  it("has the pack's rule take the place of an edit, or come back, only where it is asked to", () => {
    const take = ["datadog-api-b", "datadog-api-d"];
    expect(changesOf(take)).toMatchObject({ b: "taken", c: "kept", d: "added" });
    expect(rulesOf(take)).toContain("b allow 2");
  });

  it("changes nothing the second time", () => {
    const once = mergePack(edited, second, target).document;
    expect(mergePack(once, second, target).document).toEqual(once);
    expect(once.packs).toEqual([expect.objectContaining({ id: "datadog-api", version: 2, ...target })]);
  });

  it("never overwrites a rule of the same name that it did not bring, unless it is asked to", () => {
    const mine = { rules: [{ ...rule("a", "mine"), effect: "deny" as const }] };
    expect(mergePack(mine, first, target).changes[0]?.change).toBe("conflict");
    expect(mergePack(mine, first, target).document.rules[0]).toEqual(mine.rules[0]);
    expect(mergePack(mine, first, target, ["datadog-api-a"]).document.rules[0]).toEqual(rule("a", "1"));
  });

  it("to another target changes the rules that were not edited", () => {
    const before = mergePack({ rules: [] }, packs["datadog-mcp"], target).document;
    const { changes } = mergePack(before, packs["datadog-mcp"], { ...target, connections: ["other"] });
    expect(new Set(changes.map(({ change }) => change))).toEqual(new Set(["updated"]));
  });
});

test("a pack of another version and one that does not exist are refused by name", () => {
  const entry = { ...target, rules: {} };
  expect(
    packProblems([
      { ...entry, id: "datadog-api", version: 1 },
      { ...entry, id: "datadog-api", version: 9 },
      { ...entry, id: "no-such", version: 1 },
    ]),
  ).toEqual([
    {
      index: 1,
      key: "version",
      message: expect.stringContaining("version 9 is for a newer Holdpoint: this one has version 1"),
    },
    { index: 2, key: "id", message: expect.stringContaining("no pack called no-such") },
  ]);
});

test("a policy with a pack of another version is refused at its line and column", () => {
  const source = `packs:
  - id: datadog-api
    version: 9
    connections: [datadog]
    approvers: [approvers]
    rules: {}
rules: []
`;
  const { document, problems } = checkDocument({ source });
  expect(document).toBeNull();
  expect(problems).toMatchObject([{ path: ["packs", 0, "version"], line: 3, column: 5 }]);
});
