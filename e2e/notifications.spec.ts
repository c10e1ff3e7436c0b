import { createHmac } from "node:crypto";
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

test("a Slack user is linked by a code that the person has typed there, signed by Slack, and unlinked by them", async ({
  signIn,
  product,
}) => {
  const admin = await signIn("admin");
  await admin.goto("/notifications?form=shared");
  const form = admin.getByRole("dialog");
  await form.getByLabel("Name").fill("Slack");
  await form.getByLabel("Where").selectOption("slack");
  await form.getByLabel("Address of the webhook").fill("http://127.0.0.1:9/services/1");
  await form.getByLabel("Signing secret").fill("a-signing-secret-of-an-app");
  await form.getByLabel("For calls").fill("nobody");
  await form.getByRole("button", { name: "Add the channel" }).click();
  const requestUrl = (await form.getByText(/\/api\/slack\/chn_/).textContent()) ?? "";
  await form.getByRole("button", { name: "Done" }).click();

  await admin.getByRole("button", { name: "Link a Slack user" }).click();
  const code = (await form.getByText(/^[A-Z0-9]{4}-[A-Z0-9]{4}-/).textContent()) ?? "";
  expect(requestUrl).toContain(product.consoleUrl);
  expect((await pressLink(requestUrl, code, "another secret of an app")).status).toBe(401);
  expect((await pressLink(requestUrl, code, "a-signing-secret-of-an-app")).status).toBe(200);
  const section = admin.getByRole("region", { name: "Slack" });
  await expect(async () => {
    await admin.reload();
    await expect(section).toContainText("ada.slack", { timeout: 500 });
  }).toPass();
  await section.getByRole("button", { name: "Unlink" }).click();
  await expect(section).toContainText("No Slack user decides as you");
});

/** What Slack sends when ada.slack has typed a code and pressed “Link”. */
function pressLink(url: string, code: string, secret: string): Promise<Response> {
  const payload = {
    type: "block_actions",
    user: { id: "U1", username: "ada.slack", team_id: "T1" },
    response_url: "http://127.0.0.1:9/actions/1",
    actions: [{ action_id: "holdpoint_link", value: "link" }],
    state: { values: { holdpoint_code: { holdpoint_code: { value: code } } } },
  };
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const timestamp = String(Math.floor(Date.now() / 1_000));
  const signature = `v0=${createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex")}`;
  return fetch(url, {
    method: "POST",
    body,
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      "x-slack-request-timestamp": timestamp,
      "x-slack-signature": signature,
    },
  });
}
