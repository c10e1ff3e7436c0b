import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { addressRules } from "#lib/connections/address-rules.ts";
import type { Person } from "#lib/core/context.ts";
import { decideHold } from "#lib/holds/decide-hold.ts";
import { createMailer, type Mailer } from "#lib/mail/create-mailer.ts";
import { createLogger } from "#lib/observability/logger.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { insertHold } from "#lib/testing/holds.ts";
import { startHttpReceiver, type HttpReceiver } from "#lib/testing/http-receiver.ts";
import { startMailServer, type MailServer } from "#lib/testing/mail-server.ts";
import { contextOf, makePerson, signInPerson } from "#lib/testing/people.ts";
import { createWebhookPoster, type WebhookPoster } from "#lib/webhooks/post-webhook.ts";
import { signWebhook } from "#lib/webhooks/sign-webhook.ts";
import { createChannel } from "./create-channel.ts";
import { createRinger, type Ringer } from "./create-ringer.ts";
import { forgetRings } from "./forget-rings.ts";
import type { Moment } from "./schemas.ts";
import { updateChannel } from "./update-channel.ts";

const consoleUrl = "https://holdpoint.test";
const admin = makePerson("admin");
let db: TestDatabase;
let receiver: HttpReceiver;
let mail: MailServer;
let mailer: Mailer;
let poster: WebhookPoster;
let ringer: Ringer;

beforeAll(async () => {
  db = await startTestDatabase();
  receiver = await startHttpReceiver();
  mail = await startMailServer();
  mailer = createMailer({ url: mail.url, from: "Holdpoint <holdpoint@example.com>" });
  poster = createWebhookPoster(addressRules(["127.0.0.0/8"]));
});
afterAll(async () => {
  mailer.close();
  await poster.close();
  await receiver.close();
  await mail.close();
  await db.close();
});
beforeEach(() => {
  ringer = newRinger();
});
afterEach(async () => {
  receiver.answerWith(200);
  receiver.received.length = 0;
  mail.messages.length = 0;
  await db.pool.query("delete from notification_channel");
  await db.pool.query("update hold set state = 'cancelled' where state = 'pending'");
});

function newRinger(signal: AbortSignal = new AbortController().signal): Ringer {
  const logger = createLogger({ process: "worker", level: "silent" });
  return createRinger({ pool: db.pool, sealer: db.sealer, logger, signal, poster, mailer, consoleUrl });
}

async function look(times = 1, by = ringer): Promise<void> {
  for (let n = 0; n < times; n++) {
    await by.run();
    await by.idle();
  }
}

async function webhook(given: { groups?: string[]; moments?: Moment[]; path?: string; kind?: "slack" | "teams" } = {}) {
  const { groups = ["approvers"], moments = ["opened", "escalated", "broke-glass"], kind = "webhook" } = given;
  const url = `${receiver.url}${given.path ?? "/hook?token=secret"}`;
  return createChannel(contextOf(db, admin), { name: "On call", kind, url, groups, moments });
}

async function ownMail(person: Person): Promise<void> {
  await createChannel(contextOf(db, person), {
    name: "Me",
    kind: "email",
    own: true,
    moments: ["opened", "broke-glass"],
  });
}

async function ringEvents(holdId: string) {
  const events = await db.database.auditEvent.findMany({
    where: { holdId, type: "hold.rung" },
    orderBy: { at: "asc" },
  });
  return events.map(({ status, reason, attrs, callId }) => ({ status, reason, attrs, callId }));
}

async function ringStates(): Promise<string[]> {
  const { rows } = await db.pool.query("select moment || ' ' || state as ring from ring order by created_at, id");
  return rows.map(({ ring }) => ring);
}

async function makeDue(): Promise<void> {
  await db.pool.query("update ring set next_at = now()");
}

test("a channel that is added while calls wait is told of those it is for, and of each once", async () => {
  await webhook({ groups: ["others"] });
  const { id } = await insertHold(db);
  await look();
  const added = await webhook();
  await look(2);
  expect(receiver.received.map(({ body }) => JSON.parse(body).data.hold.id)).toEqual([id]);
  const change = { id: added.id, name: "Renamed", groups: ["approvers"], moments: ["opened" as const], enabled: true };
  await updateChannel(contextOf(db, admin), change);
  await look(2);
  expect(receiver.received).toHaveLength(1);
});

test("a hold rings its groups once, signed, without its arguments, and the ring is in the ledger", async () => {
  const { secret } = await webhook();
  const hold = await insertHold(db);
  await insertHold(db, { approverGroups: ["others"] });
  // Two workers look at the same time, and one of them again.
  await Promise.all([look(), look(1, newRinger())]);
  await look();
  expect(receiver.received).toHaveLength(1);
  const [{ headers, body, path } = { headers: {}, body: "", path: "" }] = receiver.received;
  expect(path).toBe("/hook?token=secret");
  const id = String(headers["webhook-id"]);
  const at = new Date(Number(headers["webhook-timestamp"]) * 1_000);
  expect(headers).toMatchObject(signWebhook(secret ?? "", { id, at, body }));
  expect(JSON.parse(body)).toMatchObject({
    type: "hold.opened",
    data: { hold: { id: hold.id, url: `${consoleUrl}/approvals/${hold.id}`, tool: "get-sum", state: "pending" } },
  });
  expect(body).not.toContain("arguments");
  expect(await ringEvents(hold.id)).toMatchObject([
    {
      status: "ok",
      reason: "On call: A call waits.",
      callId: hold.callId,
      attrs: { channel: "On call", moment: "opened", attempts: 1 },
    },
  ]);
});

test("people are rung for what they may decide: not for their own calls, nor while somebody else stands in", async () => {
  const alice = await signInPerson(db, makePerson("power_user", { groups: ["approvers"] }));
  const bob = await signInPerson(db, makePerson("power_user", { groups: ["approvers"] }));
  const carol = await signInPerson(db, makePerson("power_user", { groups: ["others"] }));
  for (const person of [alice, bob, carol]) await ownMail(person);
  await insertHold(db, { userId: alice.subject });
  await look();
  expect(mail.messages.map(recipient)).toEqual([bob.email]);
  expect(mail.messages[0]).toContain(`${consoleUrl}/approvals/hold_`);
  expect(mail.messages[0]).toContain("Subject: A call waits for approval: demo-agent wants get-sum on everything");

  mail.messages.length = 0;
  await db.pool.query(
    `insert into stand_in (id, user_id, stand_in_id, starts_at, ends_at, note)
     values ('std_1', $1, $2, now(), now() + interval '1 day', '')`,
    [bob.id, carol.id],
  );
  await insertHold(db, { userId: alice.subject });
  // Carol decides for bob, but not what bob has asked for.
  await insertHold(db, { userId: bob.subject });
  await look(2);
  expect(mail.messages.map(recipient).toSorted()).toEqual([alice.email, carol.email].toSorted());
});

test("what somebody has decided meanwhile does not ring, and who was told and wants to know is told that it is over", async () => {
  await webhook({ moments: ["opened", "ended"] });
  const bob = makePerson("power_user", { groups: ["approvers"] });
  const told = await insertHold(db);
  await look();
  receiver.answerWith(503);
  const untold = await insertHold(db);
  await look();
  for (const hold of [told, untold]) await decide(bob, hold);
  receiver.answerWith(200);
  await makeDue();
  await look(3);
  const types = receiver.received.map(({ body }) => JSON.parse(body)).map(({ type, data }) => [type, data.hold.id]);
  expect(types).toEqual([
    ["hold.opened", told.id],
    ["hold.opened", untold.id],
    ["hold.ended", told.id],
  ]);
  expect((await ringStates()).toSorted()).toEqual(["ended delivered", "opened delivered", "opened quiet"]);
});

test("an escalation and a lone release ring once each; the one who released it alone is not told", async () => {
  const alice = await signInPerson(db, makePerson("power_user", { groups: ["approvers"] }));
  const owner = await signInPerson(db, makePerson("owner"));
  for (const person of [alice, owner]) await ownMail(person);
  await webhook({ groups: ["leads"] });
  const hold = await insertHold(db);
  await db.pool.query(
    `update hold set approver_groups = '{approvers,leads}', terms = '{"escalation": {"afterS": 60, "groups": ["leads"]}}'
     where id = $1`,
    [hold.id],
  );
  await look(2);
  expect(sentTypes().toSorted()).toEqual(["hold.escalated", "hold.opened"]);
  mail.messages.length = 0;
  await db.pool.query(
    "update hold set state = 'approved', broke_glass = true, decided_at = clock_timestamp() where id = $1",
    [hold.id],
  );
  await db.pool.query(
    `insert into approval (id, hold_id, verdict, user_id, user_name, reason)
     values ('apr_1', $1, 'approved', $2, 'alice@example.com', 'the site is down')`,
    [hold.id, alice.subject],
  );
  await look(2);
  expect(mail.messages.map(recipient)).toEqual([owner.email]);
  expect(mail.messages[0]).toContain("Reason: the site is down");
  expect(sentTypes().at(-1)).toBe("hold.broke-glass");
});

test("what cannot be told is tried again later under the same id, and what is refused for good is not", async () => {
  await webhook();
  receiver.answerWith(500);
  const hold = await insertHold(db);
  await look(2);
  expect(receiver.received).toHaveLength(1);
  await makeDue();
  receiver.answerWith(200);
  await look();
  const ids = receiver.received.map(({ headers }) => headers["webhook-id"]);
  expect(ids).toHaveLength(2);
  expect(new Set(ids).size).toBe(1);
  expect(await ringEvents(hold.id)).toMatchObject([{ status: "ok", attrs: { attempts: 2 } }]);

  receiver.answerWith(404);
  const next = await insertHold(db);
  await look();
  await makeDue();
  await look();
  expect(receiver.received).toHaveLength(3);
  expect(await ringEvents(next.id)).toMatchObject([{ status: "failed" }]);
  const channel = await db.database.notificationChannel.findFirstOrThrow();
  expect(channel).toMatchObject({ lastError: "It answered 404: check its address.", failingSince: expect.any(Date) });
});

test.each([
  ["slack", "unknown", 1],
  ["webhook", "delivered", 2],
] as const)(
  "a worker killed while it told a %s: the ring ends %s, after %i messages",
  async (kind, state, messages) => {
    await webhook(kind === "slack" ? { kind } : {});
    const hold = await insertHold(db);
    receiver.answerWith(null);
    // The killed one: it sends, and never comes to write down what came of it.
    void ringer.run();
    await expect.poll(() => receiver.received.length).toBe(1);
    await look(1, newRinger());
    expect(receiver.received).toHaveLength(1);

    receiver.answerWith(200);
    await db.pool.query("update ring set lease_until = now() where state = 'sending'");
    await look(2, newRinger());
    expect(receiver.received).toHaveLength(messages);
    expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(await ringStates()).toEqual([`opened ${state}`]);
    expect(await ringEvents(hold.id)).toMatchObject([{ status: state === "delivered" ? "ok" : "unknown" }]);
  },
);

test("many calls at once are one message, in which words of callers are no markup", async () => {
  await webhook({ kind: "slack", path: "/slack" });
  await webhook({ kind: "teams", path: "/teams" });
  for (let n = 0; n < 12; n++) await insertHold(db, { agent: "<!channel> [x](http://evil)\u202e" });
  await look();
  expect(receiver.received.map(({ path }) => path).toSorted()).toEqual(["/slack", "/teams"]);
  const slack = JSON.parse(receiver.received.find(({ path }) => path === "/slack")?.body ?? "");
  expect(slack.text).toBe("12 calls wait for approval");
  const markup = slack.blocks.filter(({ text }: { text: { type: string } }) => text.type === "mrkdwn");
  expect(markup.map(({ text }: { text: { text: string } }) => text.text)).toEqual([
    `<${consoleUrl}/approvals|Open the inbox>`,
  ]);
  expect(slack.blocks[1].text.text).toContain("and 2 more");
  expect(slack.blocks[1].text.text).not.toContain("\u202e");
  const [card] = JSON.parse(receiver.received.find(({ path }) => path === "/teams")?.body ?? "").attachments;
  expect(new Set(card.content.body.map(({ type }: { type: string }) => type))).toEqual(new Set(["RichTextBlock"]));
});

test("old rings are forgotten, and nothing rings again because of it", async () => {
  await webhook();
  const hold = await insertHold(db);
  await look();
  await decide(makePerson("power_user", { groups: ["approvers"] }), hold);
  await look();
  await db.pool.query("update ring set created_at = now() - interval '91 days'");
  await db.pool.query("update hold_ringing set ended_at = now() - interval '91 days' where hold_id = $1", [hold.id]);
  await forgetRings(db.pool, 90);
  expect(await ringStates()).toEqual([]);
  expect(await db.database.holdRinging.count({ where: { holdId: hold.id } })).toBe(0);
  await look();
  expect(receiver.received).toHaveLength(1);
});

test("a mailbox that is refused is not tried again, and a channel never leads inside a private network by itself", async () => {
  const shared = { kind: "email" as const, address: "nobody@example.com", groups: [], moments: ["opened" as const] };
  await createChannel(contextOf(db, admin), { name: "Nobody", ...shared });
  await webhook();
  const guarded = createWebhookPoster(addressRules([], "WEBHOOK_ALLOW_PRIVATE"));
  const logger = createLogger({ process: "worker", level: "silent" });
  const signal = new AbortController().signal;
  const means = { poster: guarded, mailer, consoleUrl };
  const hold = await insertHold(db);
  await look(1, createRinger({ pool: db.pool, sealer: db.sealer, logger, signal, ...means }));
  await guarded.close();
  expect(receiver.received).toEqual([]);
  expect((await ringEvents(hold.id)).map(({ status }) => status)).toEqual(["failed", "failed"]);
  const errors = (await db.database.notificationChannel.findMany()).map(({ lastError }) => lastError ?? "");
  expect(errors.toSorted()).toEqual([
    "127.0.0.1 is inside a private network. An operator can allow it with WEBHOOK_ALLOW_PRIVATE.",
    "The mail server refused the address (550).",
  ]);
});

function sentTypes(): string[] {
  return receiver.received.map(({ body }) => String(JSON.parse(body).type));
}

function recipient(message: string): string {
  return /^To: (.*)$/m.exec(message)?.[1] ?? "";
}

async function decide(person: Person, hold: { id: string; requestDigest: string }): Promise<void> {
  const { id: holdId, requestDigest } = hold;
  await decideHold(contextOf(db, person), { holdId, requestDigest, verdict: "denied", reason: "no" });
}

test("what a watch found is told once, with a link to its events and nothing of what is in them", async () => {
  await webhook({ moments: ["watch"] });
  await db.pool.query(`with watch as (
      insert into watch (id, name, query, condition, created_by_name)
      values ('wch_1', 'Failures', 'status:failed', '{"kind": "more-than", "count": 1, "minutes": 5}', 'x') returning id
    ), firing as (
      insert into watch_firing (id, watch_id, "from", "to", count)
      select 'fir_1', id, now() - interval '5 minutes', now(), 7 from watch returning id
    )
    insert into ring (channel_id, firing_id, moment) select channel.id, firing.id, 'watch'
    from notification_channel channel, firing`);
  await look(3);
  expect(receiver.received).toHaveLength(1);
  expect(JSON.parse(String(receiver.received[0]?.body))).toMatchObject({
    type: "watch.fired",
    data: {
      watch: { id: "wch_1", name: "Failures", query: "status:failed" },
      firing: { id: "fir_1", url: `${consoleUrl}/watches?watch=wch_1`, count: 7 },
    },
  });
});
