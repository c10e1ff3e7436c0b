import { connectDatadogAgent, dashboardCalled } from "./agents.ts";
import { expect, test } from "./fixtures.ts";

test("a stand-in decides for a person who is away, from the naming on and no longer", async ({ signIn, product }) => {
  const power = await signIn("power");
  const alice = await signIn("alice");
  await alice.goto("/notifications?form=stand-in");
  const form = alice.getByRole("dialog");
  await form.getByLabel("Who").fill("power@example.com");
  await form.getByLabel("Note").fill("Holiday");
  await form.getByRole("button", { name: "Name the stand-in" }).click();
  const section = alice.getByRole("region", { name: "While somebody is away" });
  await expect(section).toContainText("power@example.com stands in for alice@example.com");

  const answer = connectDatadogAgent(product).createDashboard({ body: dashboardCalled("While away") });
  await power.goto("/approvals");
  await power.getByRole("list", { name: "Calls" }).getByRole("link").filter({ hasText: "While away" }).click();
  await power.getByRole("region", { name: "Your decision" }).getByLabel("Reason").fill("Seen for Alice");
  await power.getByRole("button", { name: /^Approve/ }).click();
  expect((await answer).title).toBe("While away");

  await section.getByRole("button", { name: "End it" }).click();
  await expect(section).toContainText("Nobody stands in");
  await power.goto("/approvals");
  await expect(power.getByRole("tab", { name: /Mine/ })).not.toContainText(/\d/);
});

test("a webhook that may not be reached says so in its row, and its secret is shown once", async ({ signIn }) => {
  const admin = await signIn("admin");
  await admin.goto("/notifications?form=shared");
  const form = admin.getByRole("dialog");
  await form.getByLabel("Name").fill("Pager");
  await form.getByLabel("Where").selectOption("webhook");
  await form.getByLabel("Address of the webhook").fill("http://127.0.0.1:9/hook");
  await form.getByRole("button", { name: "Add the channel" }).click();
  const secret = (await form.getByText(/^whsec_/).textContent()) ?? "";
  await form.getByRole("button", { name: "I have stored the secret" }).click();
  expect(await admin.content()).not.toContain(secret);

  const row = admin.getByRole("table", { name: "Channels of groups" }).getByRole("row", { name: /Pager/ });
  await row.getByRole("button", { name: "Change Pager" }).click();
  await admin.getByRole("menuitem", { name: "Send a test" }).click();
  await expect(row).toContainText("WEBHOOK_ALLOW_PRIVATE");
  await row.getByRole("button", { name: "Change Pager" }).click();
  await admin.getByRole("menuitem", { name: "Remove" }).click();
  await admin.getByRole("button", { name: "Remove the channel" }).click();
  await expect(row).toHaveCount(0);
});
