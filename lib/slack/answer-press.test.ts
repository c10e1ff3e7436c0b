import { createHmac } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createChannel } from "#lib/notifications/create-channel.ts";
import type { HeldRequest } from "#lib/holds/schemas.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { insertHold } from "#lib/testing/holds.ts";
import { contextOf, makePerson, signInPerson } from "#lib/testing/people.ts";
import { answerPress } from "./answer-press.ts";
import { createLinkCode } from "./create-link-code.ts";
import { listSlackUsers } from "./list-slack-users.ts";
import { openSlackChannel } from "./open-slack-channel.ts";
import { slackActions, slackFields, type SlackPress } from "./schemas.ts";
import { unlinkSlackUser } from "./unlink-slack-user.ts";
import { verifySlackRequest } from "./verify-slack-request.ts";

const consoleUrl = "https://holdpoint.test";
const alice = makePerson("power_user", { email: "alice@example.com", groups: ["approvers"] });
const mallory = makePerson("power_user", { email: "mallory@example.com" });
let base: TestDatabase;

beforeAll(async () => {
  base = await startTestDatabase();
  for (const person of [alice, mallory]) await signInPerson(base, person);
});
afterAll(() => base.close());

/** What Slack sends when somebody presses a button, and what they get to see. */
async function press(slackUserId: string, action: string, value = "", typed: Record<string, string> = {}) {
  const values = Object.fromEntries(
    Object.entries(typed).map(([field, text]) => [field, { [field]: { value: text } }]),
  );
  const pressed: SlackPress = {
    type: "block_actions",
    user: { id: slackUserId, username: `${slackUserId}-name` },
    team: { id: "T1" },
    response_url: "https://hooks.slack.test/actions/1",
    actions: [{ action_id: action, value }],
    state: { values },
  };
  const { message, replaces } = await answerPress({ ...base, consoleUrl }, pressed);
  return { said: JSON.stringify(message.blocks), message, replaces };
}

async function linkedAs(person: typeof alice, slackUserId: string): Promise<string> {
  const { code } = await createLinkCode(contextOf(base, person));
  await press(slackUserId, slackActions.link, "link", { [slackFields.code]: code.toLowerCase() });
  return slackUserId;
}

function sign(secret: string, at: string, body: string): string {
  return `v0=${createHmac("sha256", secret).update(`v0:${at}:${body}`).digest("hex")}`;
}

/** The value of the button that decides what was shown. */
function shownValue({ blocks }: { blocks: object[] }): string {
  const [block] = blocks.filter((each) => "elements" in each) as { elements: { value: string }[] }[];
  return block?.elements[0]?.value ?? "";
}

test("a Slack user decides nothing until the person, signed in, has made a code and typed it there, once", async () => {
  const { id } = await insertHold(base);
  expect((await press("U1", slackActions.open, id)).said).toContain("does not know yet who you are");
  expect((await press("U1", slackActions.link, "link", { [slackFields.code]: "ABCD-EFGH-JKLM" })).said).toContain(
    "not good",
  );
  const { code } = await createLinkCode(contextOf(base, alice));
  expect((await press("U1", slackActions.link, "link", { [slackFields.code]: code })).said).toContain(
    "as alice@example.com",
  );
  expect((await press("U2", slackActions.link, "link", { [slackFields.code]: code })).said).toContain("not good");
  expect(await listSlackUsers(contextOf(base, alice))).toMatchObject([
    { teamId: "T1", slackUserId: "U1", slackName: "U1-name" },
  ]);
  const [event] = await base.database.auditEvent.findMany({ where: { type: "slack-user.linked" } });
  expect(event).toMatchObject({ userId: alice.subject, attrs: { slackUserId: "U1" } });
});

test("an old code links nobody, and a key of a person makes none", async () => {
  const { code } = await createLinkCode(contextOf(base, alice));
  await base.pool.query("update slack_link_code set expires_at = now()");
  expect((await press("U3", slackActions.link, "link", { [slackFields.code]: code })).said).toContain("not good");
  const withKey = { ...alice, apiKey: { id: "apk_1", name: "ci", decides: true } };
  await expect(createLinkCode(contextOf(base, withKey))).rejects.toMatchObject({ code: "forbidden" });
});

test("pressing shows the exact arguments to the one who pressed, and the verdict is on what was shown", async () => {
  const user = await linkedAs(alice, "U4");
  const request: HeldRequest = { kind: "mcp", tool: "pay", arguments: { to: "eve\u202e<@U9>", amount: 5 } };
  const hold = await insertHold(base, { request, tool: "pay" });
  const shown = await press(user, slackActions.open, hold.id);
  expect(shown.replaces).toBe(false);
  expect(shown.message.blocks).toContainEqual({
    type: "section",
    text: { type: "plain_text", text: '{\n  "amount": 5,\n  "to": "eve\\u{202e}<@U9>"\n}', emoji: false },
  });
  const value = shownValue(shown.message);
  const missing = await press(user, slackActions.approve, value);
  expect([missing.said, missing.replaces]).toEqual([expect.stringContaining("Give a reason"), false]);
  const decided = await press(user, slackActions.approve, value, { [slackFields.reason]: "seen" });
  expect([decided.said, decided.replaces]).toEqual([expect.stringContaining("approved, by you"), true]);
  const events = await base.database.auditEvent.findMany({ where: { holdId: hold.id, type: "hold.approved" } });
  expect(events).toMatchObject([
    { approver: "alice@example.com", reason: "seen", attrs: { slackUser: { slackUserId: user } } },
  ]);
  expect((await press(user, slackActions.deny, value, { [slackFields.reason]: "no" })).said).toContain(
    "already approved",
  );
});

test("the same checks as on the page: others' calls, another digest and nonsense are refused, and recorded", async () => {
  const user = await linkedAs(mallory, "U5");
  const hold = await insertHold(base);
  expect((await press(user, slackActions.open, hold.id)).said).toContain("no such call");
  const value = JSON.stringify({ holdId: hold.id, requestDigest: hold.requestDigest });
  expect((await press(user, slackActions.approve, value, { [slackFields.reason]: "x" })).said).toContain(
    "no such call",
  );
  const other = JSON.stringify({ holdId: hold.id, requestDigest: "0".repeat(64) });
  const ofAlice = await linkedAs(alice, "U6");
  expect((await press(ofAlice, slackActions.approve, other, { [slackFields.reason]: "x" })).said).toContain(
    "not the one",
  );
  expect((await press(ofAlice, slackActions.approve, "nonsense", { [slackFields.reason]: "x" })).said).toContain(
    "incomplete",
  );
  expect(await base.database.hold.findUniqueOrThrow({ where: { id: hold.id } })).toMatchObject({ state: "pending" });
  expect(await base.database.auditEvent.count({ where: { holdId: hold.id, type: "hold.verdict-refused" } })).toBe(2);
});

test("what is too long to be read in Slack is not decided there", async () => {
  const user = await linkedAs(alice, "U7");
  const request: HeldRequest = { kind: "mcp", tool: "pay", arguments: { text: "x".repeat(3_000) } };
  const { said } = await press(user, slackActions.open, (await insertHold(base, { request })).id);
  expect(said).toContain("too long");
  expect(said).not.toContain("xxxx");
});

test("a user who was unlinked, whose person is disabled or was away for a month, is nobody", async () => {
  const { id } = await insertHold(base);
  const user = await linkedAs(alice, "U8");
  const unknown = expect.stringContaining("does not know yet");
  await base.database.disabledIdentity.create({
    data: { identity: `person:${alice.subject}`, reason: "left", disabledByName: "admin" },
  });
  expect((await press(user, slackActions.open, id)).said).toEqual(unknown);
  await base.database.disabledIdentity.deleteMany();
  await base.pool.query(`update "user" set last_seen_at = now() - interval '31 days' where id = $1`, [alice.id]);
  expect((await press(user, slackActions.open, id)).said).toEqual(unknown);
  await base.pool.query(`update "user" set last_seen_at = now() where id = $1`, [alice.id]);
  await expect(unlinkSlackUser(contextOf(base, mallory), { teamId: "T1", slackUserId: user })).rejects.toMatchObject({
    code: "not_found",
  });
  await unlinkSlackUser(contextOf(base, alice), { teamId: "T1", slackUserId: user });
  expect((await press(user, slackActions.open, id)).said).toEqual(unknown);
});

test("only what Slack signed with the channel's own secret, just now, is heard", async () => {
  const admin = contextOf(base, makePerson("admin"));
  const channel = { name: "On call", kind: "slack" as const, groups: [], moments: ["opened" as const] };
  const url = "https://hooks.slack.test/services/1";
  const { id } = await createChannel(admin, { ...channel, url, signingSecret: "0123456789abcdef" });
  const without = await createChannel(admin, { ...channel, url });
  expect(await openSlackChannel(base, without.id)).toBeNull();
  const opened = await openSlackChannel(base, id);
  expect(opened).toEqual({ signingSecret: "0123456789abcdef", host: "hooks.slack.test" });

  const now = new Date();
  const timestamp = String(Math.floor(now.getTime() / 1_000));
  const check = (given: { secret?: string; timestamp?: string; signature?: string; body?: string }) => {
    const { secret = "0123456789abcdef", body = "payload=1" } = given;
    const at = given.timestamp ?? timestamp;
    return verifySlackRequest(
      secret,
      { timestamp: at, signature: given.signature ?? sign(secret, at, "payload=1"), body },
      now,
    );
  };
  expect(check({})).toBe(true);
  expect(check({ body: "payload=2" })).toBe(false);
  expect(check({ signature: sign("another secret", timestamp, "payload=1") })).toBe(false);
  expect(check({ timestamp: String(Number(timestamp) - 301) })).toBe(false);
  expect(check({ signature: "" })).toBe(false);
  expect(check({ timestamp: "now" })).toBe(false);
});
