import { expect, test } from "./fixtures.ts";

test("a pack is looked through, previewed and put into the draft, where it waits to be published", async ({
  signIn,
}) => {
  const admin = await signIn("admin");
  await admin.goto("/policies");
  await admin.getByRole("link", { name: "Packs" }).click();
  await admin.getByRole("link", { name: "Open Datadog API" }).click();
  await admin.getByLabel("Find a call").fill("v1.DeleteMonitor");
  const found = admin.getByRole("table", { name: "Calls found" });
  await expect(found.getByRole("row").filter({ hasText: "(v1.DeleteMonitor)" })).toContainText("held");

  const preview = admin.getByRole("button", { name: "Show what would change" });
  await preview.click();
  await expect(admin.getByText("Name at least one group that may approve.").last()).toBeVisible();
  await admin.getByLabel("Who approves").fill("approvers");
  await preview.click();
  const changes = admin.getByRole("list", { name: "What becomes of its rules" });
  await expect(changes.getByRole("listitem")).toHaveCount(7);
  await admin.getByRole("button", { name: "Put it into the draft" }).click();

  const draft = admin.getByRole("region", { name: "The draft" });
  await expect(draft).toContainText("7 rules added");
  await admin.goto("/policies/packs/datadog-api");
  await expect(admin.getByText("In the policy for datadog, version 1.")).toBeVisible();
  await admin.goto("/policies");
  await draft.getByRole("button", { name: "Discard" }).click();
  await expect(draft).toBeHidden();
});
