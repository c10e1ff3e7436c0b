import type { Client } from "@modelcontextprotocol/sdk/client/index.js";
import type { Page } from "@playwright/test";
import { callTool, connectDatadogAgent, connectMcpAgent, dashboardCalled } from "./agents.ts";
import { expect, test } from "./fixtures.ts";
import { publishDraft } from "./publish-draft.ts";
import type { ProductUnderTest } from "./setup/product.ts";

/** The README's quick start, on the started product: real processes, real sign-in, official clients. */
test.describe.configure({ mode: "serial" });

let agent: Client;
test.afterAll(() => agent?.close());

test("an agent without a token is told where to get one; with one it lists and calls what is allowed", async ({
  product,
}) => {
  const refused = await fetch(`${product.gatewayUrl}/mcp/everything`, { method: "POST", body: "{}" });
  expect(refused.status).toBe(401);
  const challenge = refused.headers.get("www-authenticate") ?? "";
  const metadataUrl = /resource_metadata="([^"]+)"/.exec(challenge)?.[1] ?? "";
  expect(metadataUrl).toContain("/.well-known/oauth-protected-resource/mcp/everything");
  expect(await (await fetch(metadataUrl)).json()).toMatchObject({
    resource: `${product.gatewayUrl}/mcp/everything`,
    authorization_servers: [product.agent.issuer],
  });

  agent = await connectMcpAgent(product);
  const { tools } = await agent.listTools();
  expect(tools.map((tool) => tool.name)).toEqual(expect.arrayContaining(["echo", "get-sum"]));
  expect(await callTool(agent, "echo", { message: "hello" })).toEqual({ text: "Echo: hello", isError: false });
});

test("a held call reaches the inbox without a reload, and an approval gives the agent the real result", async ({
  signIn,
}) => {
  const alice = await signIn("alice");
  const row = waiting(alice, '{"a":1200,"b":34}');
  await expect(row).toHaveCount(0);
  await alice.evaluate(() => ((window as unknown as { loadedOnce: boolean }).loadedOnce = true));

  const askedAt = Date.now();
  const answer = callTool(agent, "get-sum", { a: 1200, b: 34 });
  await expect(row).toBeVisible({ timeout: 5_000 });
  measured(`from the call to the inbox: ${Date.now() - askedAt} ms`);
  await expect(row).toContainText("demo-agent");
  await expect(row).toContainText("everything");
  await expect(row).toContainText("sums-need-a-human");
  await expect(row).toContainText("get-sum");
  await expect(row).toContainText(/1[45]:\d\d left/);
  expect(await alice.evaluate(() => (window as unknown as { loadedOnce?: boolean }).loadedOnce)).toBe(true);
  await expect(alice).toHaveTitle(/^\(\d+\) Approvals/);

  await row.click();
  await expect(alice.getByLabel("Arguments")).toContainText("1200");
  await decide(alice, "Approve", "the numbers are right");
  expect(await answer).toEqual({ text: expect.stringContaining("1234"), isError: false });
  await expect(alice.getByLabel("Result")).toContainText("It ran once");
});

test("a denied call is answered with who and why, and the upstream saw nothing", async ({ signIn, product }) => {
  const bob = await signIn("bob");
  const answer = callTool(agent, "get-sum", { a: 666, b: 1 });
  await waiting(bob, '{"a":666,"b":1}').click();
  await decide(bob, "Deny", "not on a Friday");
  const { text, isError } = await answer;
  expect(isError).toBe(true);
  expect(text).toContain("bob@example.com");
  expect(text).toContain("not on a Friday");
  await expect(bob.getByLabel("Result")).toContainText("Nothing was sent");

  const holdId = new URL(bob.url()).pathname.split("/").at(-1) ?? "";
  const atDatadog = () => logsAtDatadog(product, `@gateway.approval.id:${holdId}`);
  await expect.poll(async () => (await atDatadog()).map((log) => log.gateway.type)).toContain("hold.denied");
  expect((await atDatadog()).map((log) => log.gateway.type)).not.toContain("call.started");
});

test("the official Datadog client creates a dashboard once somebody approved it, without ever having the keys", async ({
  signIn,
  product,
}) => {
  const dashboards = connectDatadogAgent(product);
  const alice = await signIn("alice");
  const created = dashboards.createDashboard({ body: dashboardCalled("Checkout latency") });
  await waiting(alice, "Checkout latency").click();
  await expect(alice.getByLabel("Body")).toContainText("Checkout latency");
  await decide(alice, "Approve", "CHG-4821");
  const { id, title } = await created;
  expect(title).toBe("Checkout latency");
  expect((await dashboards.getDashboard({ dashboardId: id ?? "" })).title).toBe("Checkout latency");
  // The look-alike refuses the agent's own credentials, so it was the gateway's that worked.
  const direct = await fetch(`${product.datadogUrl}/api/v1/dashboard`, {
    headers: { "dd-api-key": product.agent.gatewayKey, "dd-application-key": "not-a-datadog-key" },
  });
  expect(direct.status).toBe(403);
});

test("nobody approves a call that was made for them, and another approver can", async ({ signIn, product }) => {
  const alice = await signIn("alice");
  const admin = await signIn("admin");
  const key = await createKey(admin, { agent: "alice-script", groups: "agents", actsFor: "alice@example.com" });
  const created = connectDatadogAgent(product, key).createDashboard({ body: dashboardCalled("Alice’s own") });
  await alice.getByRole("tab", { name: /All pending/ }).click();
  await waiting(alice, "Alice’s own").click();
  const bar = alice.getByRole("region", { name: "Your decision" });
  await expect(bar).toContainText("nobody approves their own call");
  await expect(bar.getByRole("button", { name: /^Approve/ })).toBeDisabled();
  const bob = await signIn("bob");
  await waiting(bob, "Alice’s own").click();
  await decide(bob, "Approve", "looks fine");
  expect((await created).title).toBe("Alice’s own");
});

test("the auditor filters by user, server and date, and reads what was sent and answered", async ({ signIn }) => {
  const auditor = await signIn("auditor");
  await auditor.goto("/audit");
  const table = auditor.getByRole("table", { name: "Audit log" });
  const search = auditor.getByRole("combobox", { name: "Search" });
  await search.fill("us");
  await auditor.getByRole("option", { name: /user:/ }).click();
  await search.press("End");
  await search.pressSequentially("alice");
  await auditor.getByRole("option", { name: /alice@example\.com/ }).click();
  await search.press("Enter");
  await auditor.waitForURL(/query=user:alice/);
  await expect(table.getByRole("row").filter({ hasText: "demo-agent" })).toHaveCount(0);
  await auditor.getByRole("button", { name: "Clear the query" }).click();
  await auditor
    .getByRole("complementary", { name: "Filters" })
    .getByRole("region", { name: "Server" })
    .getByRole("button", { name: /^datadog \d/ })
    .click();
  await auditor.waitForURL(/query=server:datadog/);
  await expect(table.getByRole("row").filter({ hasText: "get-sum" })).toHaveCount(0);
  await search.fill("status:(ok OR");
  await search.press("Enter");
  await expect(auditor.getByRole("alert").filter({ hasText: "At character" })).toBeVisible();
  await search.fill("status:ok");
  await search.press("Enter");
  await auditor.waitForURL(/query=status:ok/);
  await auditor.getByLabel("Period").selectOption("custom");
  await auditor.getByLabel("To", { exact: true }).fill("2020-01-01T00:00");
  await auditor.keyboard.press("Enter");
  await expect(auditor.getByText("No entries match")).toBeVisible();

  await auditor.goto("/audit?server=everything&tool=get-sum&status=ok");
  await table.getByRole("row").nth(1).getByRole("link").first().click();
  await auditor.getByRole("tab", { name: /Payloads/ }).click();
  await auditor.getByRole("button", { name: "Read request and response" }).click();
  await expect(auditor.getByLabel("Body of the request")).toContainText("1200");
  await expect(auditor.getByLabel("Body of the response")).toContainText("1234");
});

test("the admin sees the same list without bodies, exports exactly what is filtered, and watches what they saved", async ({
  signIn,
}) => {
  const admin = await signIn("admin");
  await admin.goto("/audit?query=server:everything tool:get-sum status:ok");
  await admin.getByRole("table", { name: "Audit log" }).getByRole("row").nth(1).getByRole("link").first().click();
  await admin.getByRole("tab", { name: /Payloads/ }).click();
  await expect(admin.getByText(/only people with the Auditor role/)).toBeVisible();
  await expect(admin.getByRole("button", { name: "Read request and response" })).toHaveCount(0);

  await admin.goto("/audit?query=server:everything tool:get-sum status:ok");
  const table = admin.getByRole("table", { name: "Audit log" });
  await expect(table.getByRole("row").nth(1)).toBeVisible();
  // With its header, as the file has one.
  const rows = await table.getByRole("row").count();
  const download = admin.waitForEvent("download");
  await admin.getByRole("button", { name: "Export" }).click();
  await admin.getByRole("menuitem", { name: "CSV" }).click();
  const lines = (await readAll(await (await download).createReadStream())).trimEnd().split("\r\n");
  expect(lines[0]).toContain("connection");
  expect(lines).toHaveLength(rows);
  expect(lines.slice(1).every((line) => line.includes("get-sum"))).toBe(true);
  expect(lines.join("\n")).not.toContain('"a":1200');

  await admin.getByRole("button", { name: "Views" }).click();
  await admin.getByRole("button", { name: "Save as a new view" }).click();
  await admin.getByRole("dialog").getByLabel("Name").fill("Sums that went well");
  await admin.getByRole("dialog").getByRole("button", { name: "Save", exact: true }).click();
  await admin.getByRole("button", { name: "Sums that went well" }).click();
  await admin.getByRole("button", { name: "More for Sums that went well" }).click();
  await admin.getByRole("menuitem", { name: "Watch this view" }).click();
  const watch = admin.getByRole("dialog", { name: "Add a watch" });
  await expect(watch.getByLabel("Name")).toHaveValue("Sums that went well");
  await expect(watch.getByLabel("Of which events")).toHaveValue("server:everything tool:get-sum status:ok");
});

test("a power user sees only their own calls", async ({ signIn, product }) => {
  const power = await signIn("power");
  const admin = await signIn("admin");
  const key = await createKey(admin, { agent: "power-script", groups: "agents", actsFor: "power@example.com" });
  await connectDatadogAgent(product, key).listDashboards();
  await power.goto("/audit");
  const rows = power.getByRole("table", { name: "Audit log" }).getByRole("row");
  await expect(rows.filter({ hasText: "power-script" }).first()).toBeVisible();
  await expect(rows.filter({ hasText: "demo-agent" })).toHaveCount(0);
  for (const path of ["/policies", "/connections", "/agents", "/sinks", "/people"]) {
    await power.goto(path);
    await expect(power.getByText(/You may not/).first()).toBeVisible();
  }
});

test("every step arrived at Datadog as a structured event", async ({ product }) => {
  const steps = () =>
    logsAtDatadog(product, "@mcp.tool.name:get-sum @gateway.approval.approver.email:alice@example.com");
  await expect
    .poll(async () => (await steps()).map((log) => log.gateway.type), { timeout: 15_000 })
    .toEqual(expect.arrayContaining(["hold.approved", "call.started", "call.finished"]));
  const finished = (await steps()).find((log) => log.gateway.type === "call.finished");
  expect(finished).toMatchObject({
    ddsource: "holdpoint",
    evt: { outcome: "success", actor: { type: "AGENT" } },
    usr: { name: "demo-agent" },
    network: { client: { ip: "127.0.0.1" } },
    http: { status_code: 200 },
    mcp: { server: { name: "everything" }, tool: { name: "get-sum" } },
    duration: expect.any(Number),
    gateway: {
      decision: "hold",
      policy: { rule: "sums-need-a-human", version: expect.any(Number) },
      approval: { approver: { email: "alice@example.com" }, reason: "the numbers are right" },
    },
  });
});

test("an edited rule holds for the next call", async ({ signIn }) => {
  const admin = await signIn("admin");
  await admin.goto("/policies");
  await admin
    .getByRole("button", { name: /sums-need-a-human/ })
    .first()
    .click();
  await admin.getByLabel("Effect").selectOption("deny");
  await admin.getByLabel("Message").fill("No sums today.");
  await admin.getByRole("button", { name: "Save to the draft" }).click();
  await publishDraft(admin, "the month is closed");
  const publishedAt = Date.now();
  await expect
    .poll(() => callTool(agent, "get-sum", { a: 1, b: 1 }), { intervals: [50], timeout: 1_000 })
    .toEqual({ text: expect.stringContaining("No sums today."), isError: true });
  measured(`from the publication to its effect: at most ${Date.now() - publishedAt} ms`);
});

test("the auditor sees calls as they happen, goes through a run step by step, groups, and saves a view", async ({
  signIn,
}) => {
  const auditor = await signIn("auditor");
  await auditor.goto("/audit?query=tool:echo&live=true");
  const rows = auditor.getByRole("table", { name: "Audit log" }).getByRole("row").filter({ hasText: "echo" });
  await expect(rows.first()).toBeVisible();
  const shown = await rows.count();
  await callTool(agent, "echo", { message: "seen live" });
  await expect(rows).toHaveCount(shown + 1, { timeout: 5_000 });

  await rows.first().getByRole("link").first().click();
  await auditor.getByRole("tab", { name: "Related" }).click();
  await auditor.getByRole("link", { name: "The run it was part of, step by step" }).click();
  await auditor.getByRole("list", { name: "Steps" }).getByRole("button").first().click();
  await auditor.getByRole("button", { name: "Next held" }).click();
  await expect(auditor.getByRole("region", { name: "The step" })).toContainText(/needs?-a-human/);

  await auditor.goto("/audit?query=tool:get-sum&show=top&by=status");
  await expect(auditor.getByRole("table", { name: "Groups" })).toContainText("denied");
  await auditor.getByRole("button", { name: "Views" }).click();
  await auditor.getByRole("button", { name: "Save as a new view" }).click();
  await auditor.getByRole("dialog").getByLabel("Name").fill("Sums by status");
  // An auditor changes nothing for others.
  await expect(auditor.getByRole("dialog").getByRole("checkbox")).toHaveCount(0);
  await auditor.getByRole("dialog").getByRole("button", { name: "Save", exact: true }).click();
  await auditor.waitForURL(/view=viw_/);
  await expect(auditor.getByRole("button", { name: "Sums by status" })).toBeVisible();
});

/** Figures for people to read; no test fails on them. */
function measured(description: string): void {
  test.info().annotations.push({ type: "measured", description });
}

function waiting(page: Page, what: string) {
  return page.getByRole("list", { name: "Calls" }).getByRole("link").filter({ hasText: what });
}

async function decide(page: Page, verdict: "Approve" | "Deny", reason: string): Promise<void> {
  const bar = page.getByRole("region", { name: "Your decision" });
  await bar.getByLabel("Reason").fill(reason);
  await bar.getByRole("button", { name: new RegExp(`^${verdict}`) }).click();
}

async function createKey(admin: Page, key: { agent: string; groups: string; actsFor: string }): Promise<string> {
  await admin.goto("/agents");
  await admin.getByRole("button", { name: "Create a key" }).first().click();
  const sheet = admin.getByRole("dialog");
  await sheet.getByLabel("Agent").fill(key.agent);
  await sheet.getByLabel("Groups").fill(key.groups);
  await sheet.getByLabel("Acts for").fill(key.actsFor);
  await sheet.getByRole("button", { name: "Create the key" }).click();
  const shown = await sheet
    .getByText(/hp_[\w-]{40,}/)
    .first()
    .textContent();
  return /hp_[\w-]{40,}/.exec(shown ?? "")?.[0] ?? "";
}

type DatadogLog = Record<string, unknown> & { gateway: { type: string } };

async function logsAtDatadog({ datadogUrl, datadogKeys }: ProductUnderTest, query: string): Promise<DatadogLog[]> {
  const answer = await fetch(`${datadogUrl}/api/v2/logs/events/search`, {
    method: "POST",
    headers: { "dd-api-key": datadogKeys.apiKey, "dd-application-key": datadogKeys.appKey },
    body: JSON.stringify({ filter: { query }, page: { limit: 100 } }),
  });
  const { data } = (await answer.json()) as { data: { attributes: { attributes: DatadogLog } }[] };
  return data.map((log) => log.attributes.attributes);
}

async function readAll(stream: NodeJS.ReadableStream): Promise<string> {
  let text = "";
  for await (const chunk of stream) text += String(chunk);
  return text;
}
