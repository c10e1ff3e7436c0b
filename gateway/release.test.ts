import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { decideHold } from "#lib/holds/decide-hold.ts";
import type { DecideHold } from "#lib/holds/schemas.ts";
import { listGrants } from "#lib/grants/list-grants.ts";
import { revokeGrant } from "#lib/grants/revoke-grant.ts";
import type { RuleApproval } from "#lib/approvals/schemas.ts";
import type { Rule } from "#lib/policies/schemas.ts";
import type { TestDatabase } from "#lib/testing/database.ts";
import { contextOf, makePerson } from "#lib/testing/people.ts";
import { findTestHold } from "./testing/decide-test-hold.ts";
import { postRpc, readRpc } from "./testing/mcp-request.ts";
import { startTestGateway, until, type TestGateway } from "./testing/start-test-gateway.ts";
import { answerRpc } from "./testing/test-upstream.ts";

const alice = makePerson("power_user", { email: "alice@example.com", subject: "sub-alice", groups: ["approvers"] });

let gateway: TestGateway;
let database: TestDatabase;
let token: string;
let customer = 0;
beforeAll(async () => {
  gateway = await startTestGateway();
  ({ database } = gateway);
  token = await gateway.agentToken();
});
beforeEach(async () => {
  gateway.upstream.seen.splice(0);
  gateway.upstream.answerWith(answerRpc({ content: [{ type: "text", text: "done" }] }));
  await database.pool.query("update hold set state = 'cancelled' where state = 'pending'");
  await publish();
});
afterAll(() => gateway.close());

function ask(approval: Partial<RuleApproval> = {}): Rule {
  return { id: "ask", match: {}, effect: "hold", approval: { groups: ["approvers"], expiresInS: 900, ...approval } };
}

async function publish(rules: Rule[] = [ask()], tools: object[] = []): Promise<void> {
  await gateway.publish(rules, (document) => Object.assign(document.tools, { tools }));
}

function refund(amount: number, as = token): Promise<Response> {
  const params = { name: "refund", arguments: { customer, amount } };
  return postRpc(gateway.url, as, { id: 1, method: "tools/call", params });
}

/** Approves the hold that waits, as a person in the console does. */
async function approve(given: Partial<DecideHold> = {}): Promise<string> {
  const hold = await findTestHold(database.pool);
  await decideHold(contextOf(database, alice), {
    holdId: hold.id,
    verdict: "approved",
    reason: "looks right",
    requestDigest: hold.request_digest,
    ...given,
  });
  return hold.id;
}

async function textOf(response: Response | Promise<Response>): Promise<string | undefined> {
  const { result, error } = await readRpc(await response);
  return result?.content?.[0]?.text ?? error?.message;
}

test("an approval that answers less than the policy asks by now does not release the call", async () => {
  customer++;
  const response = refund(1);
  await findTestHold(database.pool);
  await publish([ask({ required: 2 })]);
  const id = await approve();
  expect(await textOf(response)).toContain("asks for another approval");
  expect(gateway.upstream.seen).toEqual([]);
  expect((await findTestHold(database.pool, "failed")).id).toBe(id);
  expect((await gateway.events()).at(-1)).toMatchObject({ type: "call.refused", error_code: "approval_outdated" });
});

test("a policy that asks the same, or nothing any more, lets the approved call run", async () => {
  customer++;
  const response = refund(1);
  await findTestHold(database.pool);
  await publish([ask(), { id: "other", match: { connections: ["elsewhere"] }, effect: "deny" }]);
  await approve();
  expect(await textOf(response)).toBe("done");
});

test("a tool whose schema has changed since the approval was asked for is not called", async () => {
  customer++;
  const tool = { name: "refund", annotations: {}, schemaHash: "a" };
  await publish([ask()], [tool]);
  const response = refund(1);
  await findTestHold(database.pool);
  await publish([ask()], [{ ...tool, schemaHash: "b" }]);
  await approve();
  expect(await textOf(response)).toContain("is not what it was");
  expect(gateway.upstream.seen).toEqual([]);
  expect((await gateway.events()).at(-1)).toMatchObject({ type: "call.refused", error_code: "tool_changed" });
});

test("a token that ends while its call waits does not run it; the approval stands for a good one", async () => {
  customer++;
  const claims = { sub: "demo-agent", client_id: "demo-agent", aud: gateway.url, groups: ["agents"] };
  const exp = Math.floor(Date.now() / 1000) - 4;
  const response = refund(1, await gateway.issuer.sign({ ...claims, exp }));
  await findTestHold(database.pool);
  // It was taken within the leeway.
  await until(() => Date.now() / 1000 > exp + 6);
  await approve();
  expect(await textOf(response)).toContain("not valid");
  await findTestHold(database.pool, "approved");
  expect(gateway.upstream.seen).toEqual([]);
  expect(await textOf(refund(1))).toBe("done");
});

test("the owner of a gateway key's agent is shut out of approving its calls, unless the rule says otherwise", async () => {
  customer++;
  const key = gateway.addKey({ owner: alice.subject });
  await publish();
  const response = await refund(1, key);
  await expect(approve()).rejects.toMatchObject({ code: "forbidden", message: expect.stringContaining("own agent") });
  await response.body?.cancel();
  await database.pool.query("update hold set state = 'cancelled' where state = 'pending'");
  await publish([ask({ ownerMayApprove: true })]);
  const allowed = refund(2, key);
  await approve();
  expect(await textOf(allowed)).toBe("done");
});

test("so are the people who were named as owners of an agent, whatever it signs in with", async () => {
  customer++;
  await gateway.publish([ask()], (document) => {
    document.agentOwners = { "demo-agent": [alice.subject], other: ["somebody"] };
  });
  const response = await refund(1);
  await expect(approve()).rejects.toMatchObject({ code: "forbidden", message: expect.stringContaining("own agent") });
  await response.body?.cancel();
});

const granting = { grants: { maxS: 3_600, pinned: ["customer"] } };

test("a grant lets like calls of this caller through, counted and recorded, and nothing else", async () => {
  customer++;
  await publish([ask(granting)]);
  const first = refund(1);
  const holdId = await approve({ grant: { durationS: 600, pinned: [] } });
  expect(await textOf(first)).toBe("done");
  expect(await textOf(refund(2))).toBe("done");
  expect(await textOf(refund(3))).toBe("done");
  const events = await gateway.events();
  const used = events.filter(({ type }) => type === "grant.used");
  expect(used).toHaveLength(2);
  expect(used[0]).toMatchObject({ approver: "alice@example.com", tool: "refund", rule: "ask" });
  expect(events.at(-1)).toMatchObject({ type: "call.finished", approver: "alice@example.com" });
  const [grant] = await listGrants(contextOf(database, alice));
  expect(grant).toMatchObject({ holdId, uses: 2, state: "active", pins: [{ name: "customer", value: customer }] });

  const bob = await refund(4, await gateway.personToken("bob"));
  expect((await findTestHold(database.pool)).state).toBe("pending");
  await bob.body?.cancel();
  await database.pool.query("update hold set state = 'cancelled' where state = 'pending'");
  customer++;
  const other = await refund(5);
  expect((await findTestHold(database.pool)).state).toBe("pending");
  await other.body?.cancel();
});

test("a grant ends at once when it is revoked, at its time, and when its rule asks something else", async () => {
  customer++;
  await publish([ask(granting)]);
  for (const end of [
    async (id: string) => revokeGrant(contextOf(database, alice), { grantId: id }),
    async (id: string) => {
      await database.pool.query("update standing_grant set expires_at = now() - interval '1 second' where id = $1", [
        id,
      ]);
    },
    async () => publish([ask({ ...granting, groups: ["approvers", "security"] })]),
  ]) {
    const first = refund(Math.random());
    await approve({ grant: { durationS: 600, pinned: [] } });
    await textOf(first);
    const [grant] = await listGrants(contextOf(database, alice));
    expect(grant?.state).toBe("active");
    await end(grant?.id ?? "");
    const held = await refund(Math.random());
    expect((await findTestHold(database.pool)).state).toBe("pending");
    await held.body?.cancel();
    await database.pool.query("update hold set state = 'cancelled' where state = 'pending'");
    await database.pool.query("update standing_grant set revoked_at = now() where revoked_at is null");
    customer++;
  }
  expect((await gateway.events()).filter(({ type }) => type === "grant.revoked")).toHaveLength(1);
});

test("what a rule does not let be granted is not granted, and then nothing is decided", async () => {
  customer++;
  const response = await refund(1);
  await expect(approve({ grant: { durationS: 600, pinned: [] } })).rejects.toMatchObject({ code: "invalid" });
  await publish([ask(granting)]);
  await response.body?.cancel();
  await database.pool.query("update hold set state = 'cancelled' where state = 'pending'");
  const second = await refund(2);
  await expect(approve({ grant: { durationS: 7_200, pinned: [] } })).rejects.toMatchObject({ code: "invalid" });
  await expect(approve({ grant: { durationS: 600, pinned: ["nothing"] } })).rejects.toMatchObject({ code: "invalid" });
  expect((await findTestHold(database.pool)).state).toBe("pending");
  await second.body?.cancel();
});

test("a grant is revoked by who could give it, whose calls it lets through, and admins; others do not see it", async () => {
  customer++;
  await publish([ask(granting)]);
  const first = refund(1);
  await approve({ grant: { durationS: 600, pinned: ["amount"] } });
  await textOf(first);
  const [grant] = await listGrants(contextOf(database, alice));
  const input = { grantId: grant?.id };
  const stranger = makePerson("power_user", { subject: "sub-eve", groups: ["staff"] });
  const auditor = makePerson("power_user", { subject: "sub-ada", auditor: true });
  expect(await listGrants(contextOf(database, stranger))).toEqual([]);
  await expect(revokeGrant(contextOf(database, stranger), input)).rejects.toMatchObject({ code: "not_found" });
  await expect(revokeGrant(contextOf(database, auditor), input)).rejects.toMatchObject({ code: "forbidden" });
  await revokeGrant(contextOf(database, makePerson("admin")), input);
  await expect(revokeGrant(contextOf(database, alice), input)).rejects.toMatchObject({ code: "conflict" });
});
