import type { Locator } from "@playwright/test";
import { expect, test } from "./fixtures.ts";

test("what opens over a page opens by the first key, and gives the focus back", async ({ signIn }) => {
  const page = await signIn("admin");
  const account = page.getByRole("complementary").getByRole("button", { name: "Adam Admin" });
  await open(account, "ArrowDown", page.getByRole("menu"));
  await expect(page.getByRole("menuitemradio").first()).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(account).toBeFocused();

  await page.goto("/policies");
  const edit = page.getByRole("button", { name: /^Edit / }).first();
  await open(edit, "Enter", page.getByRole("dialog", { name: "Edit the rule" }));
  await page.keyboard.press("Escape");
  await expect(edit).toBeFocused();

  await page.goto("/audit");
  const views = page.getByRole("button", { name: "Views" });
  await open(views, "Enter", page.getByRole("dialog"));
  await page.keyboard.press("Escape");
  await expect(views).toBeFocused();
});

/** Keys count once the page has come alive. */
async function open(button: Locator, key: string, opened: Locator): Promise<void> {
  await expect(async () => {
    await button.press(key);
    await expect(opened).toBeVisible({ timeout: 2_000 });
  }).toPass();
}
