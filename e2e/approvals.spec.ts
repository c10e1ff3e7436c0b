import AxeBuilder from "@axe-core/playwright";
import { callTool, connectMcpAgent } from "./agents.ts";
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
  expect((await new AxeBuilder({ page: alice }).withTags(["wcag2a", "wcag2aa"]).analyze()).violations).toEqual([]);
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
  expect((await new AxeBuilder({ page: alice }).withTags(["wcag2a", "wcag2aa"]).analyze()).violations).toEqual([]);
  await bar.getByLabel("Reason for 2 calls").fill("Enough for today.");
  await bar.getByRole("button", { name: "Deny 2 calls" }).click();
  for (const answer of await Promise.all(held)) {
    expect(answer).toMatchObject({
      isError: true,
      text: expect.stringContaining("alice@example.com: Enough for today."),
    });
  }
});
