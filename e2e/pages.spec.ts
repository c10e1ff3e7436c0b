import { connectDatadogAgent, dashboardCalled } from "./agents.ts";
import { expectReadable } from "./expect-readable.ts";
import { expect, test, type Who } from "./fixtures.ts";

const pages: [path: string, who: Who][] = [
  ["/approvals", "alice"],
  ["/approvals?view=decided", "alice"],
  ["/approvals?view=review", "alice"],
  ["/approvals/grants", "alice"],
  ["/notifications", "alice"],
  ["/approvals/numbers", "auditor"],
  ["/audit", "auditor"],
  ["/audit?query=user:nobody@example.com", "auditor"],
  ["/audit?query=status:(ok OR", "auditor"],
  ["/audit?show=series&by=server", "auditor"],
  ["/usage", "auditor"],
  ["/policies", "admin"],
  ["/policies?view=yaml", "admin"],
  ["/policies?view=explain", "admin"],
  ["/policies?view=backtest", "admin"],
  ["/policies?view=tests", "admin"],
  ["/policies?view=history&version=1", "admin"],
  ["/policies/packs", "admin"],
  ["/policies/packs/datadog-mcp", "admin"],
  ["/policies/packs/datadog-api?find=dashboard", "admin"],
  ["/connections", "admin"],
  ["/agents", "admin"],
  ["/sinks", "admin"],
  ["/exports?form=file", "admin"],
  ["/exports?view=schedules&form=schedule", "admin"],
  ["/retention", "auditor"],
  ["/retention?form=change", "admin"],
  ["/watches", "admin"],
  ["/people", "admin"],
  ["/api-keys", "admin"],
  ["/usage?period=24h&by=tool", "power"],
  ["/policies", "power"],
];
const views = [
  { colorScheme: "light", viewport: { width: 1440, height: 900 } },
  { colorScheme: "dark", viewport: { width: 390, height: 844 } },
] as const;

/** So many pages are seconds, also where browsers are slow. */
const pagesAtOnce = 6;
const forms = [
  ["/policies", "Add a rule"],
  ["/connections", "Add a connection"],
  ["/agents", "Create a key"],
  ["/api-keys", "Create an API key"],
  ["/notifications", "Add a shared channel"],
  ["/watches", "Add a watch"],
] as const;

for (const view of views) {
  const name = `${view.colorScheme}, ${view.viewport.width} px`;
  for (const who of ["alice", "auditor", "admin", "power"] as const) {
    const paths = pages.filter(([, reader]) => reader === who).map(([path]) => path);
    for (let first = 0; first < paths.length; first += pagesAtOnce) {
      const some = paths.slice(first, first + pagesAtOnce);
      test(`pages of ${who} from ${some[0]} on are readable by everybody and fit (${name})`, async ({ signIn }) => {
        const page = await signIn(who, view);
        for (const path of some) {
          await page.goto(path);
          if (/[?&](form|version)=/.test(path)) await expect(page.getByRole("dialog")).toBeVisible();
          await expectReadable(page);
        }
      });
    }
  }

  test(`every form is readable by everybody and fits (${name})`, async ({ signIn }) => {
    const admin = await signIn("admin", view);
    for (const [path, button] of forms) {
      await admin.goto(path);
      await admin.getByRole("button", { name: button }).first().click();
      await expect(admin.getByRole("dialog")).toBeVisible();
      await expectReadable(admin);
    }
  });

  test(`a held call, and its entry in the log and in its session, are readable by everybody and fit (${name})`, async ({
    signIn,
    product,
  }) => {
    const abandoned = new AbortController();
    const held = hold(product.gatewayUrl, product.agent.gatewayKey, abandoned.signal);
    const alice = await signIn("alice", view);
    await alice.getByRole("list", { name: "Calls" }).getByRole("link").first().click();
    await expect(alice.getByRole("region", { name: "Your decision" })).toBeVisible();
    await expectReadable(alice);
    abandoned.abort();
    await held;

    const admin = await signIn("admin", view);
    await admin.goto("/audit");
    await admin.getByRole("table", { name: "Audit log" }).getByRole("row").nth(1).getByRole("link").first().click();
    await expect(admin.getByRole("tab", { name: "Overview" })).toBeVisible();
    await expectReadable(admin);
    await admin.goto("/audit?query=group:calls");
    const entry = admin.getByRole("table", { name: "Audit log" }).locator("tr[data-row-id]").first();
    await admin.goto(`/audit/sessions/${await entry.getAttribute("data-row-id")}`);
    await expect(admin.getByRole("region", { name: "The step" }).getByRole("tab", { name: "Overview" })).toBeVisible();
    await expectReadable(admin);
  });
}

test("signing in is readable by everybody, and signing out ends the session at once", async ({ signIn, browser }) => {
  const page = await signIn("power");
  const cookies = await page.context().cookies();
  await page
    .getByRole("button", { name: /Paula Power|power/i })
    .first()
    .click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.waitForURL("**/signed-out");
  // Some browsers ask for it before they have read which icon the page names.
  expect((await page.request.get("/favicon.ico")).status()).toBe(200);
  await expectReadable(page);
  await page.goto("/sign-in");
  await expectReadable(page);

  const replay = await browser.newContext();
  await replay.addCookies(cookies);
  const replayed = await replay.newPage();
  await replayed.goto(new URL("/audit", page.url()).href);
  await expect(replayed).toHaveURL(/\/sign-in/);
});

test("the keyboard alone is enough to decide", async ({ signIn, product }) => {
  // Who has never signed in when a call is held is none of its approvers.
  const bob = await signIn("bob");
  const answer = connectDatadogAgent(product).createDashboard({ body: dashboardCalled("By keyboard") });
  // Calls of other tests may wait, too.
  await bob.goto("/approvals?q=By keyboard");
  const first = bob.getByRole("list", { name: "Calls" }).getByRole("link").filter({ hasText: "By keyboard" });
  // Keys count once the page has come alive.
  await expect(async () => {
    await bob.keyboard.press("j");
    await expect(first).toBeFocused({ timeout: 500 });
  }).toPass();
  await bob.keyboard.press("Enter");
  await expect(bob.getByRole("region", { name: "Your decision" })).toBeVisible();
  await expect(async () => {
    await bob.keyboard.press("a");
    await expect(bob.getByLabel("Reason")).toBeFocused({ timeout: 500 });
  }).toPass();
  await bob.keyboard.type("seen and fine");
  await bob.keyboard.press("Control+Enter");
  await expect(bob.getByLabel("Result")).toContainText("Approved by");
  expect((await answer).title).toBe("By keyboard");
});

test("what is asked is counted within seconds; a chart is zoomed by keyboard, and each figure leads to its events", async ({
  signIn,
  product,
}) => {
  const headers = { "dd-api-key": product.agent.gatewayKey };
  await fetch(`${product.gatewayUrl}/http/datadog/api/v1/monitor`, { headers });
  const auditor = await signIn("auditor");
  const chart = auditor.getByRole("slider", { name: /^Requests over time/ });
  await expect(async () => {
    await auditor.goto("/usage?period=24h&by=agent");
    await chart.focus({ timeout: 500 });
    await auditor.keyboard.press("End");
    await expect(chart).toHaveAttribute("aria-valuetext", /: \d/, { timeout: 500 });
  }).toPass();
  await expectReadable(auditor);
  const csv = await auditor.getByRole("link", { name: "CSV of agents" }).getAttribute("href");
  const file = await auditor.request.get(csv ?? "");
  expect(file.headers()["content-type"]).toContain("text/csv");
  expect(await file.text()).toMatch(/^agent,requests,/);
  await chart.focus();
  await auditor.keyboard.press("End");
  await auditor.keyboard.press("Enter");
  await expect(auditor).toHaveURL(/from=/);
  await auditor.getByRole("link", { name: /expired$/ }).click();
  await expect(auditor).toHaveURL(/\/audit\?query=type/);
});

/** A call that waits until its caller gives up. */
async function hold(gatewayUrl: string, key: string, signal: AbortSignal): Promise<void> {
  await fetch(`${gatewayUrl}/http/datadog/api/v1/monitor`, {
    method: "POST",
    headers: { "dd-api-key": key, "content-type": "application/json" },
    body: JSON.stringify({ name: "x".repeat(400), type: "log alert" }),
    signal,
  }).catch(() => {});
}
