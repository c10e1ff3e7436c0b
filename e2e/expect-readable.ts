import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

/** No axe violation (WCAG 2.2 A and AA), and nothing that scrolls the page sideways. */
export async function expectReadable(page: Page): Promise<void> {
  await expect(page.getByRole("heading").first()).toBeVisible();
  // A change of the address takes the title away for a moment: it is waited for, and no matter for axe.
  await expect(page).toHaveTitle(/./);
  const { violations } = await new AxeBuilder({ page })
    .options({ runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"], resultTypes: ["violations"] })
    .disableRules(["document-title"])
    // There are no frames; without it each look opens a page of its own.
    .setLegacyMode()
    .analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
  expect(found, `axe on ${page.url()}`).toEqual([]);
  const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(tooWide, `${page.url()} scrolls sideways`).toBeLessThanOrEqual(0);
}
