import { test as base, expect, type Browser, type BrowserContext, type Page } from "@playwright/test";
import { product, type ProductUnderTest } from "./setup/product.ts";

export type Who = "owner" | "admin" | "alice" | "bob" | "auditor" | "power";

type Fixtures = {
  product: ProductUnderTest;
  /**
   * Signs a person in through the provider's own page, or goes on with the session of theirs that an earlier test left; returns
   * a page of theirs, on their first view.
   */
  signIn: (who: Who, options?: Parameters<Browser["newContext"]>[0]) => Promise<Page>;
};

type Session = Awaited<ReturnType<BrowserContext["storageState"]>>;

export const test = base.extend<Fixtures, { sessions: Map<Who, Session> }>({
  // oxlint-disable-next-line no-empty-pattern -- Playwright wants the destructuring, also where a fixture needs no other
  sessions: [async ({}, use) => use(new Map()), { scope: "worker" }],
  // oxlint-disable-next-line no-empty-pattern -- as above
  product: async ({}, use) => {
    await use(product());
  },
  signIn: async ({ browser, product, sessions }, use) => {
    const complaints: string[] = [];
    await use(async (who, options) => {
      const storageState = sessions.get(who);
      const context = await browser.newContext({
        baseURL: product.consoleUrl,
        ...options,
        ...(storageState && { storageState }),
      });
      const page = await context.newPage();
      page.on("console", (message) => {
        if (message.type() === "error" || message.type() === "warning") complaints.push(`${who}: ${message.text()}`);
      });
      page.on("pageerror", (error) => complaints.push(`${who}: ${error.message}`));
      // An earlier test may have ended that session.
      if (!storageState || !(await reaches(page, "/approvals"))) {
        await enter(page, product, who);
        sessions.set(who, await context.storageState());
      }
      return page;
    });
    expect(complaints, "the browser's console stays quiet").toEqual([]);
  },
});

export { expect };

async function reaches(page: Page, path: string): Promise<boolean> {
  await page.goto(path);
  return new URL(page.url()).pathname === path;
}

async function enter(page: Page, { people }: ProductUnderTest, who: Who): Promise<void> {
  const person = people[who];
  if (!person) throw new Error(`The local provider knows nobody called ${who}.`);
  await page.goto("/sign-in");
  await page.getByRole("button", { name: "Continue with single sign-on" }).click();
  await page.getByLabel("E-mail").fill(person.email);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL("**/approvals");
}
