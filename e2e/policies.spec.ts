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
