import { afterAll, beforeAll, expect, test } from "vitest";
import type { ServiceContext } from "#lib/core/context.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { contextOf, makePerson } from "#lib/testing/people.ts";
import { checkRule } from "./check-rule.ts";
import { listPolicyVersions } from "./list-policy-versions.ts";
import { publishPolicy } from "./publish-policy.ts";
import { readPolicy } from "./read-policy.ts";
import type { Rule } from "./schemas.ts";

let base: TestDatabase;
let admin: ServiceContext;
const allow: Rule = { id: "reads-are-fine", effect: "allow", match: { methods: ["GET"] } };
const hold: Rule = {
  id: "writes-need-a-human",
  effect: "hold",
  match: { methods: ["POST"] },
  approval: { groups: ["approvers"], expiresInS: 900 },
};

beforeAll(async () => {
  base = await startTestDatabase();
  admin = contextOf(base, makePerson("admin", { email: "admin@example.com" }));
});
afterAll(() => base.close());

async function publish(rules: Rule[], reason = "because"): Promise<number> {
  const { version } = await readPolicy(admin);
  return (await publishPolicy(admin, { baseVersion: version, document: { rules }, reason })).version;
}

test("a published document is the next version, in the snapshot, and in the ledger with what it changed", async () => {
  const first = await publish([allow]);
  const changed = { ...allow, message: "Reading is harmless." };
  const version = await publish([changed, hold], "writes were too easy");

  expect(version).toBe(first + 1);
  expect(await readPolicy(admin)).toMatchObject({ version, document: { rules: [changed, hold] } });
  const snapshot = await base.database.snapshot.findUniqueOrThrow({ where: { id: 1 } });
  expect(snapshot.document).toMatchObject({ policy: { version, document: { rules: [changed, hold] } } });
  const event = await base.database.auditEvent.findFirstOrThrow({ where: { policyVersion: version } });
  expect(event).toMatchObject({
    type: "policy.published",
    userName: "admin@example.com",
    reason: "writes were too easy",
    clientIp: "203.0.113.7",
    attrs: { rules: { added: [hold], removed: [], changed: [{ before: allow, after: changed }], reordered: false } },
  });
  expect((await listPolicyVersions(admin))[0]).toMatchObject({ version, authorName: "admin@example.com" });
});

test("of two people who publish over the same version one is told, and nothing of hers is kept", async () => {
  const { version } = await readPolicy(admin);
  const attempts = await Promise.allSettled(
    ["one", "two", "three"].map((id) =>
      publishPolicy(admin, { baseVersion: version, document: { rules: [{ ...allow, id }] }, reason: "race" }),
    ),
  );
  const outcomes = attempts.map((attempt) => (attempt.status === "fulfilled" ? "published" : attempt.reason.code));
  expect(outcomes.filter((outcome) => outcome === "conflict")).toHaveLength(2);
  expect(outcomes).toContain("published");
  expect((await readPolicy(admin)).version).toBe(version + 1);
  expect(await base.database.auditEvent.count({ where: { reason: "race" } })).toBe(1);
});

test("publishing what is in force already is refused and leaves no version", async () => {
  const { version, document } = await readPolicy(admin);
  const { source } = await readPolicy(admin);
  for (const same of [{ document }, { source }]) {
    const again = publishPolicy(admin, { baseVersion: version, ...same, reason: "again" });
    await expect(again).rejects.toMatchObject({ code: "invalid" });
  }
  expect((await readPolicy(admin)).version).toBe(version);
  const commented = { baseVersion: version, source: `# why\n${source}`, reason: "a comment" };
  expect(await publishPolicy(admin, commented)).toEqual({ version: version + 1 });
});

test("a change of order alone is a change, because the first hold rule names the approvers", async () => {
  await publish([hold, allow]);
  const version = await publish([allow, hold], "order");
  const event = await base.database.auditEvent.findFirstOrThrow({ where: { policyVersion: version } });
  expect(event.attrs).toMatchObject({ rules: { added: [], removed: [], changed: [], reordered: true } });
});

test("wrong fields are named by their path", async () => {
  const rules = [{ ...hold, id: "Not An Id", approval: { groups: [], expiresInS: 900 } }];
  await expect(publishPolicy(admin, { baseVersion: 0, document: { rules }, reason: " " })).rejects.toMatchObject({
    code: "invalid",
    fields: {
      "document.rules.0.id": expect.stringContaining("lower-case"),
      "document.rules.0.approval.groups": expect.stringContaining("at least one group"),
      reason: expect.stringContaining("Say why"),
    },
  });
});

test("conditions that are ill-typed are named with line and column, and nothing is published", async () => {
  const { version } = await readPolicy(admin);
  const rules = [{ ...hold, when: "http.method == 'POST' &&\n  http.path == 5" }];
  await expect(publishPolicy(admin, { baseVersion: version, document: { rules }, reason: "x" })).rejects.toMatchObject({
    code: "invalid",
    message: expect.stringContaining("writes-need-a-human: Line 2, column 3"),
    fields: { "document.rules.0.when": expect.stringContaining("Line 2, column 3: no such overload") },
  });
  expect((await readPolicy(admin)).version).toBe(version);
});

test("a rule can be checked before it is published, by whoever may publish it", async () => {
  const rule: Rule = {
    ...allow,
    when: "args.",
    mask: [
      { where: "response", fields: ["$..ssn"], with: "drop" },
      { where: "response", fields: ["ssn"], patterns: [{ kind: "x", pattern: "(?=a)" }], with: "drop" },
    ],
  };
  expect(await checkRule(admin, rule)).toEqual({
    when: expect.stringContaining("Line 1, column 6"),
    "mask.1": expect.any(String),
  });
  expect(await checkRule(admin, allow)).toEqual({});
  const auditor = contextOf(base, makePerson("power_user", { auditor: true }));
  await expect(checkRule(auditor, allow)).rejects.toMatchObject({ code: "forbidden" });
});

test("auditors and power users may not publish, power users may not read", async () => {
  const { version } = await readPolicy(admin);
  const power = contextOf(base, makePerson("power_user"));
  const auditor = contextOf(base, makePerson("power_user", { auditor: true }));
  for (const context of [power, auditor]) {
    await expect(
      publishPolicy(context, { baseVersion: version, document: { rules: [] }, reason: "open" }),
    ).rejects.toMatchObject({ code: "forbidden" });
  }
  await expect(readPolicy(power)).rejects.toMatchObject({ code: "forbidden" });
  await expect(listPolicyVersions(power)).rejects.toMatchObject({ code: "forbidden" });
  expect((await readPolicy(auditor)).version).toBe(version);
});
