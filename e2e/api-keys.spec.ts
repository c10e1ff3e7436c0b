import { expect, test } from "./fixtures.ts";

test("an admin makes an API key, a program uses it, the audit log names it, and revoking it ends it", async ({
  signIn,
  product,
}) => {
  const admin = await signIn("admin");
  await admin.goto("/api-keys?form=new");
  const form = admin.getByRole("dialog");
  await form.getByRole("button", { name: "Create the API key" }).click();
  await expect(form).toContainText("Name what will use the key");
  await form.getByLabel("Name").fill("pipeline");
  await form.getByRole("button", { name: "Create the API key" }).click();
  const key = (await form.getByText(/^hpk_/).textContent()) ?? "";
  await form.getByRole("button", { name: "I have stored the key" }).click();
  expect(await admin.content()).not.toContain(key);

  const ask = (path: string, init: RequestInit = {}) =>
    fetch(`${product.consoleUrl}/api/v1${path}`, { ...init, headers: { authorization: `Bearer ${key}` } });
  const connections = await ask("/connections");
  expect(connections.status).toBe(200);
  expect(await connections.json()).toMatchObject({ connections: expect.arrayContaining([]) });
  const body = JSON.stringify({ agent: "made-by-api", groups: [], connections: [] });
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const made = await fetch(`${product.consoleUrl}/api/v1/gateway-keys`, { method: "POST", headers, body });
  expect(made.status).toBe(201);
  expect((await ask("/people", { method: "DELETE" })).status).toBe(405);
  expect((await fetch(`${product.consoleUrl}/api/v1/openapi.json`)).status).toBe(200);

  await admin.goto("/audit?agent=api-key%3Apipeline");
  await expect(admin.getByRole("table", { name: "Audit log" })).toContainText("Gateway key created");

  await admin.goto("/api-keys");
  await admin.getByRole("button", { name: "Revoke the API key pipeline" }).click();
  await admin.getByRole("button", { name: "Revoke the key" }).click();
  await expect(admin.getByRole("table", { name: "API keys" })).toContainText("revoked");
  expect((await ask("/connections")).status).toBe(401);
});
