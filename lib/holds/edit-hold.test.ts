import { afterAll, beforeAll, expect, test } from "vitest";
import type { ApprovalTerms } from "#lib/approvals/schemas.ts";
import type { Rule } from "#lib/policies/schemas.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { askedOf, insertHold } from "#lib/testing/holds.ts";
import { contextOf, makePerson } from "#lib/testing/people.ts";
import { decideHold } from "./decide-hold.ts";
import { editDigest, openEdit } from "./edited-request.ts";
import { readHold } from "./read-hold.ts";
import type { DecideHold, HeldRequest } from "./schemas.ts";

let base: TestDatabase;
const alice = makePerson("power_user", { groups: ["finance"] });
const refund: HeldRequest = { kind: "mcp", tool: "refund", arguments: { amount: 900, to: { iban: "x" } } };
const approval = { groups: ["finance"], expiresInS: 900, edit: true };
const rules: Rule[] = [
  { id: "refunds", match: { tools: ["refund"] }, effect: "hold", approval },
  { id: "too-much", match: {}, effect: "deny", when: "args.amount > 1000" },
  { id: "unknown-past", match: {}, effect: "deny", when: "history.hour.calls > 5" },
  {
    id: "abroad",
    match: {},
    effect: "hold",
    when: "has(args.country)",
    approval: { ...approval, groups: ["board"] },
  },
];

beforeAll(async () => {
  base = await startTestDatabase();
  await base.database.policyVersion.create({
    data: { version: 1, document: { rules }, authorName: "test", authorId: "test", reason: "test" },
  });
});
afterAll(() => base.close());

async function held(terms: Partial<ApprovalTerms> = { edit: true }, request: HeldRequest = refund) {
  const hold = await insertHold(base, { approverGroups: ["finance"], tool: "refund", request });
  const asked = askedOf(["finance"], terms);
  await base.pool.query("update hold set terms = $2 where id = $1", [hold.id, JSON.stringify(asked)]);
  return hold;
}

function approve(hold: { id: string; requestDigest: string }, given: Partial<DecideHold>) {
  const { id: holdId, requestDigest } = hold;
  const decision = { holdId, verdict: "approved", reason: "yes", requestDigest, ...given };
  return decideHold(contextOf(base, alice), decision);
}

test("an approval with other arguments binds to them, and says in the ledger how much is different, never what", async () => {
  const hold = await held();
  const value = { to: { iban: "y" }, amount: 900 };
  expect(await approve(hold, { edited: JSON.stringify(value) })).toEqual({ state: "approved" });
  const row = await base.database.hold.findUniqueOrThrow({ where: { id: hold.id } });
  expect(row.editedDigest).toBe(editDigest(hold.requestDigest, value));
  expect(openEdit(base.sealer, row.editedSealed ?? Buffer.alloc(0))).toEqual(value);
  const changes = [{ path: "to.iban", before: '"x"', after: '"y"' }];
  expect(await readHold(contextOf(base, alice), hold.id)).toMatchObject({ edited: true, changes, request: refund });
  const [event] = await base.database.auditEvent.findMany({ where: { holdId: hold.id } });
  expect(event).toMatchObject({ type: "hold.approved", attrs: { editDigest: row.editedDigest, changes: 1 } });
  expect(JSON.stringify(event?.attrs)).not.toContain("iban");
});

test.each([
  ["what the policy denies", { amount: 1001 }, "conflict", /denies the call.*too-much/],
  ["what the policy wants others to approve", { amount: 1, country: "XX" }, "conflict", /another approval.*abroad/],
])("%s is not approved with it", async (_, value, code, message) => {
  const hold = await held();
  await expect(approve(hold, { edited: JSON.stringify(value) })).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message),
  });
  expect(await readHold(contextOf(base, alice), hold.id)).toMatchObject({ state: "pending", changes: null });
});

test.each([
  ["nothing is different", {}, JSON.stringify(refund.kind === "mcp" && refund.arguments), /Nothing is different/],
  ["it is not JSON", {}, "{", /not JSON/],
  ["a key stands twice", {}, '{"amount":1,"amount":2}', /same key twice/],
  ["a number is read differently by others", {}, '{"amount":12345678901234567890}', /double precision/],
  ["it is no object any more", {}, "[1]", /must be an object/],
  ["it is a denial", { verdict: "denied" as const }, '{"amount":1}', /with the approval/],
  ["it is to be a grant as well", { grant: { durationS: 60, pinned: [] } }, '{"amount":1}', /grant/],
])("arguments are not changed where %s", async (_, given, edited, message) => {
  const hold = await held({ edit: true, grants: { maxS: 60, pinned: [] } });
  await base.pool.query("update hold set requirement = 'r' where id = $1", [hold.id]);
  const refused = { code: "invalid", message: expect.stringMatching(message) };
  await expect(approve(hold, { ...given, edited })).rejects.toMatchObject(refused);
  expect(await readHold(contextOf(base, alice), hold.id)).toMatchObject({ state: "pending", edited: false });
});

test("nobody changes a call whose rules do not say so, or whose body is no JSON", async () => {
  const text: HeldRequest = { kind: "http", method: "POST", path: "/", query: "", body: "text", bodySha256: "" };
  for (const hold of [await held({}), await held({ edit: true }, text)]) {
    await expect(approve(hold, { edited: '{"amount":1}' })).rejects.toMatchObject({ code: "invalid" });
    expect(await readHold(contextOf(base, alice), hold.id)).toMatchObject({ state: "pending", editable: null });
  }
});

test("an approval may go without a reason where all its rules say so; a denial never does", async () => {
  await expect(approve(await held(), { reason: " " })).rejects.toMatchObject({
    code: "invalid",
    fields: { reason: expect.any(String) },
  });
  const hold = await held({ reasonOptional: true });
  await expect(approve(hold, { verdict: "denied", reason: "" })).rejects.toMatchObject({ code: "invalid" });
  expect(await approve(hold, { reason: "" })).toEqual({ state: "approved" });
  const [event] = await base.database.auditEvent.findMany({ where: { holdId: hold.id, type: "hold.approved" } });
  expect(event?.reason).toBeNull();
});
