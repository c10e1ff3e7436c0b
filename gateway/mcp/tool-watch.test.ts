import { afterAll, beforeAll, expect, test } from "vitest";
import { postRpc } from "../testing/mcp-request.ts";
import { startTestGateway, until, type TestGateway } from "../testing/start-test-gateway.ts";

let gateway: TestGateway;
let token: string;
beforeAll(async () => {
  gateway = await startTestGateway();
  await gateway.publish([
    {
      id: "reading",
      match: { mcpMethods: ["tools/call"] },
      when: "tool.annotations.readOnlyHint == true",
      effect: "allow",
    },
  ]);
  token = await gateway.agentToken();
});
afterAll(() => gateway.close());

const tool = (name: string, readOnlyHint: boolean, description = "Reads.") => ({
  name,
  description,
  inputSchema: { type: "object" },
  annotations: { readOnlyHint, nested: { left: "out" } },
});

function listed(tools: object[]): Promise<Response> {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 5, result: { tools } });
  gateway.upstream.answerWith((_, response) =>
    response.writeHead(200, { "content-type": "application/json" }).end(body),
  );
  return postRpc(gateway.url, token, { id: 5, method: "tools/list", params: {} });
}

async function call(name: string): Promise<string> {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 6, result: { content: [{ type: "text", text: "ran" }] } });
  gateway.upstream.answerWith((_, response) =>
    response.writeHead(200, { "content-type": "application/json" }).end(body),
  );
  const response = await postRpc(gateway.url, token, { id: 6, method: "tools/call", params: { name, arguments: {} } });
  return response.text();
}

async function learned(): Promise<{ type: string; attrs: { tools: { name: string }[] } }[]> {
  const events = await gateway.events();
  return events.filter(({ type }) => type === "tool.learned" || type === "tool.changed") as never;
}

test("what a list says of its tools decides the calls that follow, and the ledger has it once", async () => {
  expect(await call("look")).not.toContain("ran");
  const shown = await (await listed([tool("look", true), tool("wipe", false)])).text();
  expect(shown).toContain('"look"');
  expect(shown).not.toContain('"wipe"');
  await until(async () => (await call("look")).includes("ran"));
  expect(await call("wipe")).not.toContain("ran");
  await listed([tool("look", true), tool("wipe", false)]);
  const events = await learned();
  expect(events.map(({ type }) => type)).toEqual(["tool.learned"]);
  expect(events[0]?.attrs.tools).toMatchObject([
    { name: "look", annotations: { readOnlyHint: true } },
    { name: "wipe", annotations: { readOnlyHint: false } },
  ]);
});

test("a tool that says something else than before is judged by it, and the ledger has the change", async () => {
  await listed([tool("look", false, "Deletes.")]);
  await until(async () => !(await call("look")).includes("ran"));
  expect((await learned()).at(-1)).toMatchObject({ type: "tool.changed", attrs: { tools: [{ name: "look" }] } });
  const { rows } = await gateway.database.pool.query(
    "select name, changed_at > first_seen_at as changed from known_tool",
  );
  expect(rows).toEqual(
    expect.arrayContaining([
      { name: "look", changed: true },
      { name: "wipe", changed: false },
    ]),
  );
});
