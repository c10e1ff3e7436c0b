import { afterAll, beforeAll, expect, test } from "vitest";
import { createApiKey } from "#lib/api-keys/create-api-key.ts";
import { findApiKey } from "#lib/api-keys/find-api-key.ts";
import type { Person, Role, ServiceContext } from "#lib/core/context.ts";
import { can } from "#lib/core/permissions.ts";
import { newEvent } from "#lib/ledger/new-event.ts";
import { insertEventsStatement } from "#lib/ledger/insert-events.ts";
import { readEvent } from "#lib/ledger/read-event.ts";
import { createGatewayKey } from "#lib/gateway-keys/create-gateway-key.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { contextOf, makePerson, signInPerson } from "#lib/testing/people.ts";
import { changeOwnedAgents } from "./change-owned-agents.ts";
import { endSessions } from "./end-sessions.ts";
import { findSession } from "./find-session.ts";
import { grantRole } from "./grant-role.ts";
import { openSession } from "./open-session.ts";
import { readPerson } from "./read-person.ts";
import { removePerson } from "./remove-person.ts";
import { watchPeople } from "./watch-people.ts";

let base: TestDatabase;
let owner: ServiceContext & { actor: Person };
let admin: ServiceContext & { actor: Person };
let tokens = 0;

beforeAll(async () => {
  base = await startTestDatabase();
  owner = await someone("owner");
  admin = await someone("admin");
});
afterAll(() => base.close());

async function someone(role: Role, given: Partial<Person> = {}): Promise<ServiceContext & { actor: Person }> {
  const actor = await signInPerson(base, makePerson(role, given));
  return { ...contextOf(base, actor), actor };
}

async function signedIn(person: Person): Promise<string> {
  const token = `token-${++tokens}`;
  await openSession(base, { token, userId: person.id, expires: new Date(Date.now() + 60_000) });
  return token;
}

async function eventsAbout({ subject }: Person): Promise<object[]> {
  return base.database.auditEvent.findMany({
    where: { attrs: { path: ["person", "id"], equals: subject } },
    orderBy: [{ at: "asc" }, { id: "asc" }],
  });
}

const nothing = { role: null, auditor: false } as const;

test("a role given in the console counts at the next request of every session and key, and so does its end", async () => {
  const { actor } = await someone("power_user");
  const token = await signedIn(actor);
  const expiresAt = new Date(Date.now() + 60_000);
  const own = { name: "own", actsAs: "me" as const, role: "power_user" as const, expiresAt };
  const { key } = await createApiKey(contextOf(base, actor), own);

  await grantRole(admin, { personId: actor.id, role: "admin", auditor: false });
  const person = await findSession(base.database, token);
  expect(person).toMatchObject({ role: "admin" });
  // A key was made for less, and stays that.
  expect(await findApiKey(base.database, key)).toMatchObject({ role: "power_user" });
  const strong = await createApiKey(contextOf(base, person ?? actor), { ...own, role: "admin" });
  expect(await findApiKey(base.database, strong.key)).toMatchObject({ role: "admin" });

  await grantRole(admin, { personId: actor.id, ...nothing });
  expect(await findSession(base.database, token)).toMatchObject({ role: "power_user" });
  expect(await findApiKey(base.database, strong.key)).toMatchObject({ role: "power_user" });
  expect(await eventsAbout(actor)).toMatchObject([
    {
      type: "person.role-changed",
      userName: admin.actor.email,
      clientIp: "203.0.113.7",
      attrs: {
        person: { email: actor.email },
        before: { role: "power_user", auditor: false },
        after: { role: "admin", auditor: false },
      },
    },
    { attrs: { after: { role: "power_user", auditor: false } } },
  ]);
});

test("only an owner who is signed in makes or unmakes owners and auditors, or changes an owner", async () => {
  const { actor } = await someone("power_user");
  const second = await someone("owner");
  const auditing = await someone("admin", { auditor: true });
  const through = { ...owner, actor: { ...owner.actor, apiKey: { id: "apk_1", name: "ci", decides: false } } };
  for (const context of [admin, auditing, through]) {
    for (const given of [
      { personId: actor.id, role: "owner", auditor: false },
      { personId: actor.id, role: null, auditor: true },
      { personId: second.actor.id, role: "admin", auditor: false },
    ] as const) {
      await expect(grantRole(context, given)).rejects.toMatchObject({ code: "forbidden" });
    }
    await expect(removePerson(context, { personId: second.actor.id })).rejects.toMatchObject({ code: "forbidden" });
  }
  await grantRole(owner, { personId: actor.id, role: null, auditor: true });
  for (const context of [admin, auditing]) {
    await expect(grantRole(context, { personId: actor.id, ...nothing })).rejects.toMatchObject({ code: "forbidden" });
    await expect(removePerson(context, { personId: actor.id })).rejects.toMatchObject({ code: "forbidden" });
  }
  expect(await grantRole(owner, { personId: actor.id, ...nothing })).toEqual({ role: "power_user", auditor: false });
  expect(await eventsAbout(second.actor)).toEqual([]);
  await removePerson(owner, { personId: second.actor.id });
});

test("the last owner stays, also where two owners unmake each other at once", async () => {
  await base.database.user.updateMany({ where: { role: "owner" }, data: { groupRole: "power_user" } });
  await grantRole(owner, { personId: owner.actor.id, role: "owner", auditor: false });
  await expect(grantRole(owner, { personId: owner.actor.id, ...nothing })).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringMatching(/another person an owner/),
  });
  const other = await someone("power_user");
  await grantRole(owner, { personId: other.actor.id, role: "owner", auditor: false });
  const asOther = { ...contextOf(base, { ...other.actor, role: "owner" }), actor: other.actor };
  const outcomes = await Promise.allSettled([
    grantRole(owner, { personId: other.actor.id, ...nothing }),
    grantRole(asOther, { personId: owner.actor.id, ...nothing }),
  ]);
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  expect(await base.database.user.count({ where: { role: "owner" } })).toBe(1);
  await base.database.user.update({ where: { id: owner.actor.id }, data: { role: "owner", groupRole: "owner" } });
});

test("power users and auditors change nobody, and a form that is behind is a conflict", async () => {
  const { actor } = await someone("power_user");
  for (const context of [await someone("power_user"), await someone("power_user_plus", { auditor: true })]) {
    const { id: personId } = actor;
    await expect(grantRole(context, { personId, ...nothing })).rejects.toMatchObject({ code: "forbidden" });
    await expect(endSessions(context, { personId })).rejects.toMatchObject({ code: "forbidden" });
    await expect(changeOwnedAgents(context, { personId, agents: [] })).rejects.toMatchObject({ code: "forbidden" });
    await expect(removePerson(context, { personId })).rejects.toMatchObject({ code: "forbidden" });
  }
  const stale = { personId: actor.id, role: "admin", auditor: false, expected: { role: "admin", auditor: false } };
  await expect(grantRole(admin, stale as never)).rejects.toMatchObject({ code: "conflict" });
  await expect(grantRole(admin, { personId: "usr_none", ...nothing })).rejects.toMatchObject({ code: "not_found" });
});

test("sessions are listed and ended by their person and by administrators, and nobody else", async () => {
  const { actor } = await someone("power_user");
  const own = contextOf(base, actor);
  const [first, second] = [await signedIn(actor), await signedIn(actor)];
  const seen = await readPerson({ ...own, sessionToken: second }, { personId: actor.id });
  expect(seen.sessions.map(({ current }) => current)).toEqual(expect.arrayContaining([false, true]));
  expect(JSON.stringify(seen)).not.toContain(first);
  const other = seen.sessions.find(({ current }) => !current)?.id ?? "";
  expect(await endSessions(own, { personId: actor.id, sessionIds: [other] })).toEqual({ ended: 1 });
  expect(await findSession(base.database, first)).toBeNull();
  expect(await findSession(base.database, second)).not.toBeNull();
  await expect(endSessions(own, { personId: actor.id, sessionIds: [other] })).rejects.toMatchObject({
    code: "not_found",
  });

  const stranger = await someone("power_user_plus");
  await expect(readPerson(stranger, { personId: actor.id })).rejects.toMatchObject({ code: "forbidden" });
  const auditor = await someone("power_user", { auditor: true });
  expect((await readPerson(auditor, { personId: actor.id })).sessions).toHaveLength(1);
  await endSessions(admin, { personId: actor.id });
  expect(await findSession(base.database, second)).toBeNull();
  expect(await eventsAbout(actor)).toMatchObject([
    { type: "session.ended", userName: actor.email, attrs: { sessions: 1 } },
    { type: "session.ended", userName: admin.actor.email, attrs: { sessions: 1 } },
  ]);
});

test("a power user+ reads what the agents they own do, metadata only; a power user does not", async () => {
  const plus = await someone("power_user_plus");
  const event = newEvent({
    type: "call.finished",
    status: "ok",
    agent: "deploy-bot",
    userId: "somebody",
    callId: "c1",
  });
  const foreign = newEvent({ type: "call.finished", status: "ok", agent: "other-bot" });
  const statement = insertEventsStatement([event, foreign]);
  await base.pool.query(statement.sql, statement.parameters);
  const token = await signedIn(plus.actor);
  const read = async (id: string) => {
    const actor = await findSession(base.database, token);
    return readEvent(contextOf(base, actor ?? plus.actor), { id });
  };

  await expect(read(event.id)).rejects.toMatchObject({ code: "not_found" });
  await changeOwnedAgents(admin, { personId: plus.actor.id, agents: ["deploy-bot", "deploy-bot"] });
  const { document } = await base.database.snapshot.findUniqueOrThrow({ where: { id: 1 } });
  expect(document).toMatchObject({ agentOwners: { "deploy-bot": [plus.actor.subject] } });
  expect(await read(event.id)).toMatchObject({ event: { agent: "deploy-bot" }, timeline: [{ id: event.id }] });
  await expect(read(foreign.id)).rejects.toMatchObject({ code: "not_found" });
  expect(can(plus.actor, "payloads.read")).toBe(false);
  expect(can(plus.actor, "audit.export")).toBe(false);
  await base.database.user.update({ where: { id: plus.actor.id }, data: { role: "power_user" } });
  await expect(read(event.id)).rejects.toMatchObject({ code: "not_found" });
  expect(await eventsAbout(plus.actor)).toMatchObject([
    { type: "agent.owners-changed", attrs: { before: [], after: ["deploy-bot"] } },
  ]);
  await expect(changeOwnedAgents(admin, { personId: plus.actor.id, agents: ["api-key:ci"] })).rejects.toMatchObject({
    code: "invalid",
  });
});

test("a person who is removed is out everywhere, and so is what acted for them; nobody removes themselves", async () => {
  const { actor } = await someone("power_user");
  const token = await signedIn(actor);
  const input = { agent: "bot", groups: [], connections: [], actsFor: actor.email };
  const gatewayKey = await createGatewayKey(admin, input);
  await expect(removePerson(admin, { personId: admin.actor.id })).rejects.toMatchObject({ code: "conflict" });
  await removePerson(admin, { personId: actor.id });
  expect(await findSession(base.database, token)).toBeNull();
  expect(await base.database.gatewayKey.count({ where: { id: gatewayKey.id } })).toBe(0);
  const { document } = await base.database.snapshot.findUniqueOrThrow({ where: { id: 1 } });
  expect(JSON.stringify(document)).not.toContain(gatewayKey.id);
  expect(await eventsAbout(actor)).toMatchObject([{ type: "person.removed", attrs: { gatewayKeys: 1 } }]);
  await expect(removePerson(admin, { personId: actor.id })).rejects.toMatchObject({ code: "not_found" });
});

test("what is kept open for a person hears of each change of theirs at once, and of nobody else's", async () => {
  const { actor } = await someone("power_user");
  const other = await someone("power_user");
  const heard: string[] = [];
  const watch = watchPeople({ url: base.url, onError: () => {} });
  const forget = watch.add(actor.id, () => heard.push("change"));
  await expect.poll(() => heard.length).toBe(1);
  await grantRole(admin, { personId: other.actor.id, role: "power_user_plus", auditor: false });
  await grantRole(admin, { personId: actor.id, role: "power_user_plus", auditor: false });
  await expect.poll(() => heard.length).toBe(2);
  await signedIn(actor);
  await endSessions(admin, { personId: actor.id });
  await expect.poll(() => heard.length).toBe(3);
  forget();
  await watch.close();
});
