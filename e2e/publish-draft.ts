import type { Page } from "@playwright/test";
import { expect } from "./fixtures.ts";

/** Publishes the draft of the policy from its page; it is in force when this resolves. */
export async function publishDraft(page: Page, reason: string): Promise<void> {
  await page.getByRole("button", { name: "Review and publish" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill(reason);
  await dialog.getByRole("button", { name: /^Publish version/ }).click();
  await expect(dialog).toHaveCount(0);
}
