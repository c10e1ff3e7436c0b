import type { Page } from "@playwright/test";
import { startHttpReceiver } from "../lib/testing/http-receiver.ts";
import { expectReadable } from "./expect-readable.ts";
import { expect, test } from "./fixtures.ts";

test("an admin tests, pauses and resumes a sink, sends a day again, and puts dashboard and monitors into Datadog", async ({
  signIn,
  product,
}) => {
  const admin = await signIn("admin");
  await admin.goto("/sinks");
  await admin.getByRole("table", { name: "Sinks" }).getByRole("link").first().click();
  await admin.getByRole("button", { name: "Send a test event" }).click();
  await expect(admin.getByText("The sink has taken the event.")).toBeVisible();
  await expectReadable(admin);

  await pause(admin);
  await expect(admin.getByText(/^paused/)).toBeVisible();
  await admin.getByRole("button", { name: "Resume" }).click();
  await expect(admin.getByText(/^delivering/)).toBeVisible();

  await admin.getByRole("tab", { name: "Backfill" }).click();
  await admin.getByLabel("From").fill("2026-01-01T00:00");
  await admin.getByLabel("To").fill("2036-01-01T00:00");
  await admin.getByRole("button", { name: "Send them again" }).click();
  await expect(admin.getByRole("table", { name: "Backfills" })).toContainText("completed", { timeout: 20_000 });

  await admin.getByRole("tab", { name: "In Datadog" }).click();
  await admin.getByLabel("Application key").fill("wrong");
  await admin.getByRole("button", { name: "Show what would change" }).click();
  await expect(admin.getByText("Datadog refuses these keys (403)")).toBeVisible();
  await admin.getByLabel("Application key").fill(product.datadogKeys.appKey);
  await admin.getByLabel("everything").check();
  await admin.getByRole("button", { name: "Show what would change" }).click();
  await expect(admin.getByRole("region", { name: "Changes", exact: true }).getByRole("listitem")).toHaveCount(8);
  await expectReadable(admin);
  await admin.getByRole("button", { name: "Write 8 changes to Datadog" }).click();
  await expect(admin.getByText("Written to Datadog.")).toBeVisible();
  await admin.getByRole("button", { name: "Show what removing would take out" }).click();
  await admin.getByRole("button", { name: "Remove 8 from Datadog" }).click();
  await expect(admin.getByText("Removed from Datadog.")).toBeVisible();
});

test("a revoked key is told in words, and delivery goes on with the next one", async ({ signIn, product }) => {
  const admin = await signIn("admin");
  await admin.goto("/sinks");
  await admin.getByRole("table", { name: "Sinks" }).getByRole("link").first().click();
  for (const [key, state] of [
    ["revoked", /^waits for you/],
    [product.datadogKeys.apiKey, /^delivering/],
  ] as const) {
    await admin.getByRole("tab", { name: "Settings" }).click();
    await admin.getByLabel("API key").fill(key);
    await admin.getByRole("button", { name: "Save the sink" }).click();
    await expect(admin.getByText(state)).toBeVisible({ timeout: 20_000 });
    await expect(admin.getByText("Nothing is lost: once key and address are right")).toHaveCount(
      key === "revoked" ? 1 : 0,
    );
    await expectReadable(admin);
  }
});

test("a Datadog account is connected in one form, once Datadog knows the key", async ({ signIn, product }) => {
  const admin = await signIn("admin", { viewport: { width: 390, height: 844 }, colorScheme: "dark" });
  await admin.goto("/connections?form=datadog");
  const form = admin.getByRole("dialog");
  await form.getByLabel("Site", { exact: true }).selectOption("an address of your own");
  await form.getByLabel("Address").fill(product.datadogUrl);
  await form.getByLabel("API key").fill("wrong");
  await form.getByLabel("Application key").fill(product.datadogKeys.appKey);
  await form.getByLabel("the logs intake").check();
  await form.getByLabel("Slug").fill("datadog-two");
  await form.getByLabel("Caller groups").fill("security");
  await form.getByLabel("Put the rules for Datadog").uncheck();
  await expectReadable(admin);
  await form.getByRole("button", { name: "Connect Datadog" }).click();
  await expect(form).toContainText("Datadog refuses these keys (403)");
  await form.getByLabel("API key").fill(product.datadogKeys.apiKey);
  await form.getByRole("button", { name: "Connect Datadog" }).click();
  await expect(form).toContainText("datadog-two and datadog-two-logs");
  await form.getByRole("button", { name: "Close", exact: true }).last().click();
  await expect(admin.getByRole("table", { name: "Connections" })).toContainText("datadog-two-logs");

  await admin.goto("/sinks?form=other");
  for (const kind of ["webhook", "otlp", "s3", "syslog", "datadog-changes"]) {
    await admin.getByLabel("Kind").selectOption(kind);
  }
  await expectReadable(admin);
});

test("what a sink refused for good is sent again from its page, and taken", async ({ signIn }) => {
  const receiver = await startHttpReceiver();
  const sent = (text: string) => receiver.received.filter(({ body }) => body.includes(text)).length;
  receiver.answerWith((body) => (body.includes("sink.created") ? 400 : 200));
  const admin = await signIn("admin");
  await admin.goto("/sinks?form=other");
  const form = admin.getByRole("dialog");
  await form.getByLabel("Name", { exact: true }).fill("picky");
  await form.getByLabel("Address", { exact: true }).fill(receiver.url);
  await form.getByLabel("Signing secret").fill(`whsec_${"a".repeat(32)}`);
  await form.getByText("What it gets").click();
  await form.getByLabel("administration").check();
  await form.getByRole("button", { name: "Add the sink" }).click();
  await admin.waitForURL(/\/sinks\/snk_/);
  await expect.poll(() => sent("sink.created")).toBeGreaterThan(0);
  await admin.goto(`${new URL(admin.url()).pathname}?view=refused`);
  await expect(admin.getByRole("table", { name: /refused for good/ })).toContainText("refused it as malformed (400)");

  const refused = sent("sink.created");
  receiver.answerWith(200);
  await admin.getByRole("button", { name: /^Send (?:it|all \d+) again$/ }).click();
  await expect.poll(() => sent("sink.created")).toBeGreaterThan(refused);
  await admin.reload();
  await expect(admin.getByText("Nothing was refused")).toBeVisible();
  await pause(admin);
  await receiver.close();
});

async function pause(admin: Page): Promise<void> {
  await admin.getByRole("button", { name: "Pause", exact: true }).click();
  await admin.getByRole("button", { name: "Pause the sink" }).click();
  await expect(admin.getByRole("button", { name: "Resume" })).toBeVisible();
}
