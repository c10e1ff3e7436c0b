import { expectReadable } from "./expect-readable.ts";
import { expect, test } from "./fixtures.ts";

const phone = { viewport: { width: 390, height: 844 } };

test("an admin cuts an agent off, and lets it in again", async ({ signIn, product }) => {
  const { gatewayUrl, agent } = product;
  const call = async () =>
    (await fetch(`${gatewayUrl}/http/datadog/api/v1/monitor`, { headers: { "DD-API-KEY": agent.gatewayKey } })).status;
  expect(await call()).toBe(200);
  const admin = await signIn("admin");
  await admin.goto("/agents");
  await admin.getByRole("button", { name: `Disable agent ${agent.clientId}` }).click();
  await expectReadable(admin);
  await admin.getByRole("button", { name: "Refuse its calls" }).click();
  await expect(admin.getByRole("dialog")).toContainText("Say why");
  await admin.getByLabel("Reason").fill("It deletes monitors.");
  await admin.getByRole("button", { name: "Refuse its calls" }).click();
  await expect(admin.getByRole("table", { name: "Callers" })).toContainText("It deletes monitors.");
  await expect.poll(call, { timeout: 1_000 }).toBe(403);
  await admin.getByRole("button", { name: `Enable agent ${agent.clientId}` }).click();
  await admin.getByRole("button", { name: "Let it call again" }).click();
  await expect.poll(call, { timeout: 5_000 }).toBe(200);
});

test("every kind of credential has a form that fits a phone, and a secret that was saved is not shown again", async ({
  signIn,
}) => {
  const admin = await signIn("admin", phone);
  await admin.goto("/connections?form=new");
  const form = admin.getByRole("dialog");
  const credential = form.getByLabel("Credential", { exact: true });
  for (const kind of ["headers", "query", "basic", "client_credentials", "bearer"]) {
    await credential.selectOption(kind);
    await expectReadable(admin);
  }
  await form.getByLabel("Slug").fill("billing");
  await form.getByLabel("Name", { exact: true }).fill("Billing");
  await form.getByLabel("Kind").selectOption("http");
  await form.getByLabel("Token").fill("a-token-of-billing");
  await form.getByLabel("Host names").fill("billing.*");
  await form.getByLabel("Address", { exact: true }).fill("http://169.254.169.254/");
  await form.getByRole("button", { name: "Add the connection" }).click();
  await expect(form).toContainText("no upstream may have");
  await form.getByLabel("Address", { exact: true }).fill("https://billing.example.com");
  await form.getByRole("button", { name: "Add the connection" }).click();
  await expect(form.getByLabel("Credential", { exact: true })).toHaveValue("keep");
  expect(await admin.content()).not.toContain("a-token-of-billing");
});
