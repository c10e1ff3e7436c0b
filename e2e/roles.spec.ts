import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Page } from "@playwright/test";
import { pages, routes } from "../lib/testing/access/doors.ts";
import { samples, verbs } from "../lib/testing/access/verbs.ts";
import { letIn, type CallerKind, type Who as Row } from "../lib/testing/access/who.ts";
import { expectReadable } from "./expect-readable.ts";
import { expect, test, type Who } from "./fixtures.ts";

/** Two who are refused much stand for all: `app/testing/access.test.ts` has every role, without the doors before the verbs. */
const kinds = {
  power: "powerUser",
  auditor: "auditor",
} as const satisfies Partial<Record<Who, CallerKind>>;

type BuiltAction = { id: string; name: string; page: string };

/** The actions of all pages, by the name of their verb, as the console that runs was built with them. */
async function builtActions(consoleUrl: string): Promise<BuiltAction[]> {
  const { text } = await knock(`${consoleUrl}/sign-in`, {});
  const builds = readdirSync("dist/console").map((name) => path.join("dist/console", name));
  const build = builds.find((folder) => {
    const id = path.join(folder, "BUILD_ID");
    return existsSync(id) && text.includes(readFileSync(id, "utf8"));
  });
  const manifest = readFileSync(path.join(build ?? "", "server/server-reference-manifest.json"), "utf8");
  const { node } = JSON.parse(manifest) as {
    node: Record<string, { exportedName: string; workers: Record<string, unknown> }>;
  };
  return Object.entries(node).map(([id, { exportedName, workers }]) => ({
    id,
    name: exportedName.replace(/Action$/, ""),
    page: addressOf(`/${(Object.keys(workers)[0] ?? "").replace(/^app\//, "").replace(/\/page$/, "")}`),
  }));
}

function addressOf(route: string): string {
  return route.replaceAll(/\/\([^)]+\)/g, "").replaceAll(/\[\w+\]/g, "none");
}

function expectedOf(kind: CallerKind, row: Row | undefined): string {
  return row && (letIn[row] as readonly CallerKind[]).includes(kind) ? "let in" : "refused";
}

/** What a door answers: to who is signed in with `cookie`, or to nobody. */
async function knock(
  url: string,
  init: RequestInit,
): Promise<{ status: number; text: string; location: string | null }> {
  const abort = new AbortController();
  const response = await fetch(url, { ...init, redirect: "manual", signal: abort.signal });
  const isStream = response.headers.get("content-type")?.startsWith("text/event-stream") ?? false;
  const text = isStream ? "" : await response.text();
  abort.abort();
  return { status: response.status, text, location: response.headers.get("location") };
}

async function cookieOf(page: Page): Promise<string> {
  const cookies = await page.context().cookies();
  return cookies.map(({ name, value }) => `${name}=${value}`).join("; ");
}

/** Asks every page, route and action, and tells which let the person in. */
async function knockEverywhere(
  consoleUrl: string,
  cookie: string,
  actions: BuiltAction[],
): Promise<Record<string, string>> {
  const found: [string, string][] = [];
  const asked = [
    ...Object.keys(pages).map((page) => async () => {
      const { status, text } = await knock(consoleUrl + addressOf(page), { headers: { cookie } });
      const refused = text.includes("You may not see this");
      found.push([page, status !== 200 ? String(status) : refused ? "refused" : "let in"]);
    }),
    ...Object.keys(routes).map((route) => async () => {
      const { status } = await knock(consoleUrl + addressOf(route), { headers: { cookie } });
      found.push([route, status === 403 ? "refused" : status === 401 ? "401" : "let in"]);
    }),
    ...actions.map(({ id, name, page }) => async () => {
      const headers = { cookie, "next-action": id, origin: consoleUrl, "content-type": "text/plain;charset=UTF-8" };
      const sample = samples[name];
      const body = JSON.stringify([{ ...sample?.params, ...(sample?.body as object) }]);
      const { text } = await knock(consoleUrl + page, { method: "POST", headers, body });
      const code = /"code":"(\w+)"/.exec(text)?.[1];
      found.push([`${name}()`, code === "forbidden" ? "refused" : code === "unauthenticated" ? "401" : "let in"]);
    }),
  ];
  const next = asked.values();
  await Promise.all(
    [1, 2, 3, 4].map(async () => {
      for (const ask of next) await ask();
    }),
  );
  return Object.fromEntries(found);
}

test("every page, route and action lets in whom its row names; changes of rights are felt at once on open pages", async ({
  signIn,
  product,
}) => {
  const actions = await builtActions(product.consoleUrl);
  expect(actions.length).toBeGreaterThan(40);
  const rows: [string, Row | undefined][] = [
    ...Object.entries(pages),
    ...Object.entries(routes),
    ...actions.map(({ name }) => [`${name}()`, verbs[name]] as [string, Row | undefined]),
  ];
  const nobody = await knockEverywhere(product.consoleUrl, "holdpoint.session=made-up", actions);
  expect(Object.entries(nobody).filter(([, answer]) => answer === "let in" || answer === "refused")).toEqual([]);

  const [power, auditor] = [await signIn("power"), await signIn("auditor")];
  for (const [who, page] of Object.entries({ power, auditor })) {
    const expected = rows.map(([name, row]) => [name, expectedOf(kinds[who as keyof typeof kinds], row)]);
    const answers = await knockEverywhere(product.consoleUrl, await cookieOf(page), actions);
    expect({ who, ...answers }).toEqual({ who, ...Object.fromEntries(expected) });
  }
  await auditor.context().close();

  const admin = await signIn("admin");
  const policies = power.getByRole("navigation").getByRole("link", { name: "Policies" });
  await expect(policies).toHaveCount(0);
  await admin.goto("/people");
  await admin.getByRole("link", { name: /^power@example\.com/ }).click();
  await expect(admin.getByRole("region", { name: "Rights" })).toBeVisible();
  await expectReadable(admin);
  for (const [choice, seen] of [
    ["Admin", 1],
    ["none: what the groups give", 0],
  ] as const) {
    await admin.getByRole("button", { name: "Change the role" }).click();
    const form = admin.getByRole("dialog");
    await expect(form.getByRole("option", { name: "Owner" })).toHaveCount(0);
    await expect(form.getByRole("checkbox")).toBeDisabled();
    await form.getByLabel("Role given here").selectOption({ label: choice });
    await form.getByRole("button", { name: "Change the role" }).click();
    await expect(form).toHaveCount(0);
    await expect(policies).toHaveCount(seen);
  }
  const sessions = admin.getByRole("button", { name: /^End the session of Chrome/ });
  await sessions.first().click();
  await power.waitForURL("**/sign-in");
  await admin.goto("/audit?query=type:session.ended");
  await expect(admin.getByRole("table", { name: "Audit log" })).toContainText("Session ended by somebody");
});
