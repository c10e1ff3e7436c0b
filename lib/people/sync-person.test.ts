import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { contextOf, makePerson } from "#lib/testing/people.ts";
import { listPeople } from "./list-people.ts";
import { syncPerson } from "./sync-person.ts";

let base: TestDatabase;
const issuer = "https://id.example.com";
const roleGroups = { owner: ["owners"], admin: ["admins"], power_user_plus: ["plus"], auditor: ["auditors"] };

beforeAll(async () => {
  base = await startTestDatabase();
});
afterAll(() => base.close());

function signIn(claims: Record<string, unknown>) {
  const { database, sealer } = base;
  return syncPerson(
    { database, sealer, clientIp: "203.0.113.7" },
    { provider: "oidc", roleGroups, claims: { issuer, name: "Pat", groups: [], ...claims } },
  );
}

test("a first sign-in makes a person of issuer and subject, with the role the groups give", async () => {
  const person = await signIn({ subject: "s1", email: "first@example.com", groups: ["admins", "auditors", "team"] });
  expect(person).toMatchObject({ subject: "s1", role: "admin", auditor: true, groups: ["admins", "auditors", "team"] });
  expect(await base.database.account.findMany({ where: { userId: person.id } })).toMatchObject([
    { provider: "oidc", providerAccountId: "s1" },
  ]);
});

test("the role follows the groups at every sign-in, and its change is in the ledger", async () => {
  const before = await signIn({ subject: "s2", email: "mover@example.com", groups: ["owners"] });
  const after = await signIn({ subject: "s2", email: "moved@example.com", groups: ["auditors"] });
  expect(after).toMatchObject({ id: before.id, role: "power_user", auditor: true, email: "moved@example.com" });
  await signIn({ subject: "s2", email: "moved@example.com", groups: ["auditors"] });

  const where = { userId: "s2", type: "person.role-changed" };
  const events = await base.database.auditEvent.findMany({ where });
  expect(events).toMatchObject([
    {
      type: "person.role-changed",
      clientIp: "203.0.113.7",
      attrs: { before: { role: "owner", auditor: false }, after: { role: "power_user", auditor: true } },
    },
  ]);
});

test("groups that come and go are in the ledger, whether or not they change the role", async () => {
  await signIn({ subject: "s8", email: "grouped@example.com", groups: ["a", "b"] });
  await signIn({ subject: "s8", email: "grouped@example.com", groups: ["b", "approvers"] });
  const events = await base.database.auditEvent.findMany({ where: { userId: "s8" } });
  expect(events).toMatchObject([{ type: "person.groups-changed", attrs: { added: ["approvers"], removed: ["a"] } }]);
});

test("what the console gave stays beside what the groups give, and the stronger counts", async () => {
  const person = await signIn({ subject: "s7", email: "given@example.com", groups: ["plus"] });
  expect(person).toMatchObject({ role: "power_user_plus", auditor: false });
  const data = { grantedRole: "admin", grantedAuditor: true };
  await base.database.user.update({ where: { id: person.id }, data });
  const again = (groups: string[]) => signIn({ subject: "s7", email: "given@example.com", groups });
  expect(await again(["plus"])).toMatchObject({ role: "admin", auditor: true });
  expect(await again(["owners"])).toMatchObject({ role: "owner", auditor: true });
  expect(await again([])).toMatchObject({ role: "admin", auditor: true });
});

test("an e-mail address of somebody else is refused, never linked", async () => {
  const first = await signIn({ subject: "s3", email: "shared@example.com", groups: ["owners"] });
  await expect(signIn({ subject: "s4", email: "shared@example.com" })).rejects.toMatchObject({ code: "conflict" });
  await expect(
    signIn({ issuer: "https://evil.example", subject: "s3", email: "shared@example.com" }),
  ).rejects.toMatchObject({ code: "conflict" });
  expect(await base.database.user.count({ where: { email: "shared@example.com" } })).toBe(1);
  expect(await base.database.account.count({ where: { userId: first.id } })).toBe(1);
});

test("two first sign-ins of one person at once make one person", async () => {
  const both = await Promise.all([1, 2].map(() => signIn({ subject: "s5", email: "twice@example.com" })));
  expect(new Set(both.map((person) => person.id)).size).toBe(1);
});

test("claims without an e-mail address are refused in words", async () => {
  await expect(signIn({ subject: "s6" })).rejects.toMatchObject({
    code: "invalid",
    message: expect.stringMatching(/e-mail/),
  });
  await expect(signIn({ subject: "", email: "x@example.com" })).rejects.toMatchObject({ code: "invalid" });
});

test("people are listed for admins and not for power users", async () => {
  const people = await listPeople(contextOf(base, makePerson("admin")));
  expect(people.map((person) => person.email)).toContain("first@example.com");
  await expect(listPeople(contextOf(base, makePerson("power_user")))).rejects.toMatchObject({ code: "forbidden" });
});
