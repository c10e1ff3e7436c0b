import { afterEach, beforeEach, expect, test } from "vitest";
import type { Rule } from "#lib/policies/schemas.ts";
import { decideNextHold, findTestHold } from "../testing/decide-test-hold.ts";
import { postRpc } from "../testing/mcp-request.ts";
import { startTestGateway, until, type TestGateway } from "../testing/start-test-gateway.ts";
import { answerRpc } from "../testing/test-upstream.ts";

const holdAll: Rule = {
  id: "ask-a-human",
  match: {},
  effect: "hold",
  approval: { groups: ["approvers"], expiresInS: 900 },
};
const sum = { id: 5, method: "tools/call", params: { name: "get-sum", arguments: { a: 1, b: 2 } } };

let gateway: TestGateway;
beforeEach(async () => {
  gateway = await startTestGateway();
  await gateway.publish([holdAll]);
});
afterEach(() => gateway.close());

async function endsOfCalls(): Promise<string[]> {
  return (await gateway.events()).filter(({ type }) => type === "call.finished").map(({ status }) => status);
}

test("the end of a hold that cannot be written in time is written once the ledger is back, once, and nothing runs again", async () => {
  const { pool } = gateway.database;
  gateway.upstream.answerWith((seen, response) => {
    void pool
      .query("alter table audit_event rename to hidden_event")
      .then(() => answerRpc({ content: [] })(seen, response));
  });
  const call = postRpc(gateway.url, await gateway.agentToken(), sum);
  const id = await decideNextHold(pool, "approved");
  expect(await (await call).text()).toContain("outcome could not be recorded");
  const { rows } = await pool.query("select state from hold where id = $1", [id]);
  expect(rows).toEqual([{ state: "dispatched" }]);
  await pool.query("alter table hidden_event rename to audit_event");
  expect((await findTestHold(pool, "completed")).id).toBe(id);
  await until(async () => (await endsOfCalls()).length > 0);
  expect(await endsOfCalls()).toEqual(["ok"]);
  expect(gateway.upstream.seen).toHaveLength(1);
});
