import type { Page } from "@playwright/test";
import { callTool, connectMcpAgent } from "./agents.ts";
import { expect, test } from "./fixtures.ts";
import { publishDraft } from "./publish-draft.ts";

test("a rule with a condition and a mask is corrected in its form, published, and decides by the arguments", async ({
  signIn,
  product,
}) => {
  const admin = await signIn("admin");
  await admin.goto("/policies");
  await admin.getByRole("button", { name: "Add a rule" }).click();
  await admin.getByLabel("Name", { exact: true }).fill("no-shouting");
  await admin.getByLabel("Effect").selectOption("deny");
  await admin.getByLabel("MCP tools").fill("echo");
  const condition = admin.getByLabel("Condition");
  await condition.fill("args.message.matches('^[A-Z]+$') &&\n  agent == 5");
  await admin.getByRole("button", { name: "Add to the draft" }).click();
  await expect(admin.getByText("Line 2, column 3: no such overload: string == int.")).toBeVisible();
  await expect(condition).toBeFocused();
  await condition.fill("args.message.matches('^[A-Z]+$')");
  await admin.getByRole("button", { name: "Add to the draft" }).click();
  await expect(admin.getByRole("cell", { name: /where args\.message\.matches/ })).toBeVisible();

  await admin.getByRole("button", { name: "Add a rule" }).click();
  await admin.getByLabel("Name", { exact: true }).fill("no-addresses");
  await admin.getByLabel("Effect").selectOption("allow");
  await admin.getByLabel("MCP tools").fill("echo");
  const masks = admin.getByLabel("Masks");
  await masks.fill('[{ "where": "response", "fields": ["email"], "with": "token" }]');
  await admin.getByRole("button", { name: "Add to the draft" }).click();
  await expect(admin.getByText("A path begins with $")).toBeVisible();
  await masks.fill('[{ "where": "response", "detect": ["email"], "with": "partial" }]');
  await admin.getByRole("button", { name: "Add to the draft" }).click();
  await expect(admin.getByText("Masks email in answers.")).toBeVisible();
  await publishDraft(admin, "quiet and discreet");

  const agent = await connectMcpAgent(product);
  await expect
    .poll(() => callTool(agent, "echo", { message: "HELLO" }), { intervals: [50], timeout: 5_000 })
    .toMatchObject({ isError: true });
  expect(await callTool(agent, "echo", { message: "to anna@example.com" })).toEqual({
    text: "Echo: to ***@example.com",
    isError: false,
  });
  await agent.close();
});

test("the form and the YAML edit one text, and what is wrong in it is named by line and column", async ({ signIn }) => {
  const admin = await signIn("admin");
  await admin.goto("/policies?view=yaml");
  const editor = admin.getByLabel("The policy as YAML");
  await editor.click();
  await writeFirstLine(admin, "# Who may do what");
  await admin.getByText("id: everything-is-open").click();
  const form = admin.getByRole("complementary", { name: "Form" });
  await expect(form.getByLabel("Name", { exact: true })).toHaveValue("everything-is-open");
  await form.getByLabel("Description").fill("Nothing here can do harm.");
  await expect(editor).toContainText("description: Nothing here can do harm.");
  await expect(editor).toContainText("# Who may do what");

  await editor.focus();
  await admin.keyboard.press("Control+End");
  await admin.keyboard.type("rulez: &a [1]");
  await expect(admin.getByRole("list", { name: "Problems" })).toContainText(/Line \d+, column 8: Anchors/);
  await admin.keyboard.press("Shift+Home");
  await admin.keyboard.type("rulez: 1");
  await expect(admin.getByRole("list", { name: "Problems" })).toContainText(
    /Line \d+, column 1: There is nothing called "rulez" here/,
  );
  await admin.getByRole("button", { name: "Review and publish" }).click();
  await expect(admin.getByRole("button", { name: /^Publish version/ })).toBeDisabled();
  await admin.getByRole("button", { name: "Cancel" }).click();

  await editor.focus();
  await admin.keyboard.press("Shift+Home");
  await admin.keyboard.type("pac");
  await admin.getByRole("option", { name: "packs" }).click();
  await expect(editor).toContainText("packs:");
  await admin.getByRole("button", { name: "Discard" }).click();
  await expect(editor).not.toContainText("# Who may do what");
});

test("two people who edit at once are told so, and neither loses a word", async ({ signIn }) => {
  const [admin, owner] = [await signIn("admin"), await signIn("owner")];
  for (const page of [admin, owner]) {
    await page.goto("/policies?view=yaml");
    await page.getByLabel("The policy as YAML").click();
  }
  // Both have begun before either is saved, which happens once nothing was typed for a while.
  await writeFirstLine(admin, "# of the admin");
  await writeFirstLine(owner, "# of the owner");
  await expect(admin.getByText("Saved by admin@example.com")).toBeVisible();
  await expect(owner.getByText("admin@example.com has saved the draft meanwhile")).toBeVisible();
  await expect(owner.getByLabel("The policy as YAML")).toContainText("# of the owner");
  await owner.getByRole("button", { name: "Take theirs" }).click();
  await expect(owner.getByLabel("The policy as YAML")).toContainText("# of the admin");
  await owner.getByRole("button", { name: "Discard" }).click();
  await expect(owner.getByLabel("The policy as YAML")).not.toContainText("# of the admin");
});

test("a draft is tried on past calls, blocked by its tests, published with the words it needs, and taken back", async ({
  signIn,
  product,
}) => {
  const agent = await connectMcpAgent(product);
  await callTool(agent, "echo", { message: "for the record" });
  const admin = await signIn("admin");
  await admin.goto("/audit");
  await admin
    .getByRole("table", { name: "Audit log" })
    .getByRole("row", { name: /echo/ })
    .first()
    .getByRole("link")
    .first()
    .click();
  await admin.getByRole("tab", { name: "Policy" }).click();
  await expect(admin.getByRole("list", { name: "Rules" })).toContainText("decides");
  await admin.getByRole("link", { name: "Explain it with the draft of the policy" }).click();
  await expect(admin.getByRole("region", { name: "Explanation" })).toContainText("allowed by");

  await admin.getByRole("tab", { name: "YAML" }).click();
  const open =
    "  - { id: all, match: {}, effect: allow }\n  - { id: no-echo, match: { tools: [echo] }, effect: deny, observe: true }";
  const failing =
    "tests:\n  - { name: sums wait, call: { connection: everything, tool: get-sum }, expect: { effect: hold } }";
  await writePolicy(admin, `rules:\n${open}\n${failing}\n`);
  await admin.getByRole("tab", { name: /^Tests/ }).click();
  await expect(admin.getByText("Expected hold, got allow")).toBeVisible();
  await admin.getByRole("button", { name: "Review and publish" }).click();
  await expect(admin.getByRole("dialog")).toContainText("A test fails");
  await expect(admin.getByRole("button", { name: /^Publish version/ })).toBeDisabled();
  await admin.getByRole("button", { name: "Cancel" }).click();
  await admin.getByRole("button", { name: "Delete the test sums wait" }).click();

  await admin.getByRole("tab", { name: "Backtest" }).click();
  await admin.getByRole("button", { name: "Backtest the draft" }).click();
  await expect(admin.getByText(/^All \d+ calls? of/)).toBeVisible();
  await expect(admin.getByRole("table", { name: "Changed verdicts" })).toContainText("denied → allowed");

  await admin.getByRole("button", { name: "Review and publish" }).click();
  const dialog = admin.getByRole("dialog");
  await dialog.getByLabel("Reason").fill("an open day");
  await dialog.getByRole("button", { name: /^Publish version/ }).click();
  await expect(dialog).toContainText('Type "allow everything" to publish it all the same');
  await dialog.getByLabel(/^This policy would let every call pass/).fill("allow everything");
  await dialog.getByRole("button", { name: /^Publish version/ }).click();
  await expect(dialog).toHaveCount(0);

  await expect
    .poll(() => callTool(agent, "echo", { message: "HELLO" }), { intervals: [50], timeout: 5_000 })
    .toMatchObject({ isError: false });
  await admin.goto("/policies");
  await expect(admin.getByText(/would have denied \d+ calls? in the last 7 days/)).toBeVisible();
  await admin.getByRole("tab", { name: "History" }).click();
  await expect(admin.getByRole("row", { name: /an open day.*allow everything/ })).toBeVisible();
  await admin
    .getByRole("row", { name: /quiet and discreet/ })
    .getByRole("button", { name: /^Roll back/ })
    .click();
  await admin.getByRole("button", { name: /^Publish version/ }).click();
  await expect(admin.getByRole("row", { name: /in force/ })).toContainText("Back to version");
  await expect
    .poll(() => callTool(agent, "echo", { message: "HELLO" }), { intervals: [50], timeout: 5_000 })
    .toMatchObject({ isError: true });
  await agent.close();
});

/** Replaces the text in the editor. */
async function writePolicy(page: Page, text: string): Promise<void> {
  const editor = page.getByLabel("The policy as YAML");
  await editor.focus();
  await page.keyboard.press("Control+A");
  await page.keyboard.insertText(text);
}

async function writeFirstLine(page: Page, line: string): Promise<void> {
  await page.keyboard.press("Control+Home");
  await page.keyboard.type(`${line}\n`);
}
