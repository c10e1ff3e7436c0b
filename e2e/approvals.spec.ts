import { callTool, connectMcpAgent } from "./agents.ts";
import { expectReadable } from "./expect-readable.ts";
import { expect, test } from "./fixtures.ts";

test("an approver grants like calls, ends the grant, and denies several calls together", async ({
  signIn,
  product,
}) => {
  const agent = await connectMcpAgent(product);
  const alice = await signIn("alice");
  const calls = alice.getByRole("list", { name: "Calls" });

  const first = callTool(agent, "get-sum", { a: 3_000, b: 7 });
  await calls.getByRole("link").filter({ hasText: "3000" }).click();
  await alice.getByRole("button", { name: "For a while…" }).click();
  const dialog = alice.getByRole("dialog");
  await dialog.getByRole("checkbox", { name: "b" }).uncheck();
  await dialog.getByLabel("Reason").fill("Sums from 3000 are fine.");
  await expectReadable(alice);
  await dialog.getByRole("button", { name: "Approve for 1 h" }).click();
  expect((await first).text).toContain("3007");
  expect((await callTool(agent, "get-sum", { a: 3_000, b: 8 })).text).toContain("3008");

  await alice.goto("/approvals/grants");
  const grant = alice.getByRole("table", { name: "Grants" }).getByRole("row").filter({ hasText: "a = 3000" });
  await expect(grant).toContainText("in force");
  await grant.getByRole("button", { name: "Revoke" }).click();
  await alice.getByRole("button", { name: "Revoke the grant" }).click();
  await expect(grant).toContainText("revoked");

  await alice.goto("/approvals");
  const held = [callTool(agent, "get-sum", { a: 3_000, b: 9 }), callTool(agent, "get-sum", { a: 3_000, b: 10 })];
  await expect(calls.getByRole("link").filter({ hasText: "3000" })).toHaveCount(2);
  for (const box of await calls.getByRole("checkbox").all()) await box.check();
  const bar = alice.getByRole("region", { name: "Several calls" });
  await expect(bar.getByRole("button", { name: "Approve 2 calls" })).toBeDisabled();
  await expectReadable(alice);
  await bar.getByLabel("Reason for 2 calls").fill("Enough for today.");
  await bar.getByRole("button", { name: "Deny 2 calls" }).click();
  for (const answer of await Promise.all(held)) {
    expect(answer).toMatchObject({
      isError: true,
      text: expect.stringContaining("alice@example.com: Enough for today."),
    });
  }
});

test("an approver is told of a call, talks about it, changes it and approves, and the agent learns what was changed", async ({
  signIn,
  product,
}) => {
  const agent = await connectMcpAgent(product);
  const alice = await signIn("alice", { permissions: ["notifications"] });
  await alice.addInitScript(watchNotices);
  await alice.goto("/approvals");
  await alice.getByRole("button", { name: "Notify me" }).click();
  const answer = callTool(agent, "get-sum", { a: 5_000, b: 1 });
  await expect(alice).toHaveTitle("(1) Approvals · Holdpoint");
  expect(await alice.evaluate(() => (globalThis as unknown as Noticed).noticed)).toEqual([
    ["A call waits for you", "demo-agent, everything, get-sum"],
  ]);

  await alice.getByLabel("Filter these calls").fill("demo-agent 5000");
  await expect(alice).toHaveURL(/q=demo-agent/);
  await alice.reload();
  await alice.getByRole("list", { name: "Calls" }).getByRole("link").click();
  await expect(alice.getByRole("heading", { name: "What it did in the hour before" })).toBeVisible();
  const beside = await alice.context().newPage();
  await beside.goto(alice.url());
  await alice.getByLabel("Comment").fill("<b>b</b> is two, not one.");
  await alice.getByRole("button", { name: "Add" }).click();
  await expect(beside.getByRole("list", { name: "Comments" })).toContainText("<b>b</b> is two, not one.");

  await alice.getByRole("button", { name: "Change…" }).click();
  const dialog = alice.getByRole("dialog");
  await dialog.getByLabel("Arguments").fill('{ "a": 5000, "b": 2 }');
  await dialog.getByLabel("Reason").fill("As we said.");
  await expect(dialog.getByRole("region", { name: "What you changed" })).toContainText('"b": 2');
  await expectReadable(alice);
  await dialog.getByRole("button", { name: "Approve with these changes" }).click();
  const { text } = await answer;
  expect(text).toContain("5002");
  expect(text).toMatch(/changed by alice@example\.com[^]*b: 1 -> 2[^]*As we said/);
  await expect(beside.getByLabel("Result")).toContainText("Changed and approved by alice@example.com");
  await expect(beside.getByRole("list", { name: "Changes of the approver" })).toContainText("was 1");
  await agent.close();
});

type Noticed = { noticed: [title: string, body: string | undefined][] };

/** The browser's notices, as a page that nobody looks at shows them. */
function watchNotices(): void {
  const page = globalThis as unknown as Noticed;
  page.noticed = [];
  Object.defineProperty(document, "hidden", { get: () => true });
  class Notice extends EventTarget {
    static permission = "granted";
    constructor(title: string, options?: NotificationOptions) {
      super();
      page.noticed.push([title, options?.body]);
    }
  }
  Object.defineProperty(globalThis, "Notification", { value: Notice });
}
