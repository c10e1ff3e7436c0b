import { afterAll, beforeAll, expect, test } from "vitest";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { closeSession } from "./close-session.ts";
import { findAccount } from "./find-account.ts";
import { findSession } from "./find-session.ts";
import { openSession } from "./open-session.ts";
import { refuseSignIn } from "./refuse-sign-in.ts";
import { syncPerson } from "./sync-person.ts";

let base: TestDatabase;
let userId: string;
const hourMs = 3_600_000;

beforeAll(async () => {
  base = await startTestDatabase();
  const person = await syncPerson(base, {
    provider: "oidc",
    roleGroups: { owner: [], admin: ["admins"], power_user_plus: [], auditor: [] },
    claims: {
      issuer: "https://id.example.com",
      subject: "s1",
      email: "pat@example.com",
      name: "Pat",
      groups: ["admins"],
    },
  });
  userId = person.id;
});
afterAll(() => base.close());

function eventTypes(): Promise<string[]> {
  return base.database.auditEvent
    .findMany({ where: { userId: "s1" }, orderBy: [{ at: "asc" }, { id: "asc" }] })
    .then((events) => events.map((event) => event.type));
}

test("a session is the person until it is closed, both are in the ledger, and only a hash is stored", async () => {
  await openSession(base, { token: "token-1", userId, expires: new Date(Date.now() + hourMs) });
  expect(await findSession(base.database, "token-1")).toMatchObject({ subject: "s1", role: "admin" });
  expect(await base.database.session.count({ where: { sessionToken: "token-1" } })).toBe(0);

  await closeSession(base, "token-1");
  expect(await findSession(base.database, "token-1")).toBeNull();
  await closeSession(base, "token-1");
  expect(await eventTypes()).toEqual(["session.signed-in", "session.signed-out"]);
});

test("a session is recognised by where it came from and when it was used last, to the minute", async () => {
  const expires = new Date(Date.now() + hourMs);
  const input = { token: "token-4", userId, expires, userAgent: `Firefox ${"x".repeat(1_000)}` };
  await openSession({ ...base, clientIp: "203.0.113.9" }, input);
  const [session] = await base.database.session.findMany({ where: { userId, clientIp: "203.0.113.9" } });
  expect(session?.userAgent).toMatch(/^Firefox x{392}$/);
  await findSession(base.database, "token-4");
  const where = { id: session?.id ?? "" };
  expect((await base.database.session.findUniqueOrThrow({ where })).lastUsedAt).toBeNull();
  await base.database.session.update({ where, data: { createdAt: new Date(Date.now() - hourMs) } });
  await findSession(base.database, "token-4");
  expect((await base.database.session.findUniqueOrThrow({ where })).lastUsedAt?.getTime()).toBeGreaterThan(
    Date.now() - 10_000,
  );
  await closeSession(base, "token-4");
});

test("a deleted row is a sign-out at the next request, and a session past its time is nobody", async () => {
  await openSession(base, { token: "token-2", userId, expires: new Date(Date.now() + hourMs) });
  await base.database.session.deleteMany({ where: { userId } });
  expect(await findSession(base.database, "token-2")).toBeNull();
  await openSession(base, { token: "token-3", userId, expires: new Date(Date.now() - 1) });
  expect(await findSession(base.database, "token-3")).toBeNull();
});

test("an account is found by provider and subject together", async () => {
  expect(await findAccount(base.database, { provider: "oidc", providerAccountId: "s1" })).toMatchObject({ id: userId });
  expect(await findAccount(base.database, { provider: "saml", providerAccountId: "s1" })).toBeNull();
});

test("a refused sign-in is in the ledger with its reason and address, under nobody's name", async () => {
  await refuseSignIn({ database: base.database, clientIp: "203.0.113.9" }, { errorCode: "OAuthCallback" });
  const [event] = await base.database.auditEvent.findMany({ where: { type: "session.refused" } });
  expect(event).toMatchObject({ errorCode: "OAuthCallback", clientIp: "203.0.113.9", userId: null, status: "denied" });
});

test("a sign-in that is refused after the identity provider vouched for the person names them", async () => {
  const person = { subject: "s9", email: "taken@example.com" };
  await refuseSignIn({ database: base.database }, { errorCode: "EmailTaken", person });
  const [event] = await base.database.auditEvent.findMany({ where: { errorCode: "EmailTaken" } });
  expect(event).toMatchObject({ userId: "s9", userName: "taken@example.com" });
});
