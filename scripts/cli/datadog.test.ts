import { afterAll, beforeAll, expect, test } from "vitest";
import { startDatadog, type Datadog } from "../local/datadog.ts";
import { runCli } from "./run-cli.ts";

let datadog: Datadog;

beforeAll(async () => {
  datadog = await startDatadog({ apiKey: "api", appKey: "app" });
});
afterAll(() => datadog.close());

async function run(args: string, answer: string | null = null, env: Record<string, string> = {}) {
  const said: string[] = [];
  const code = await runCli(["datadog", ...args.split(" ").filter(Boolean)], {
    env: { DD_SITE: datadog.url, DD_API_KEY: "api", DD_APP_KEY: "app", ...env },
    out: (text) => said.push(text),
    err: (text) => said.push(text),
    isTerminal: answer !== null,
    ask: () => Promise.resolve(answer),
    readFile: () => "",
    writeFile: () => {},
  });
  return { code, said: said.join("") };
}

test("shows what it would write, writes it once, and takes it out again", async () => {
  const shown = await run("diff --sensitive billing");
  expect(shown).toMatchObject({ code: 2, said: expect.stringContaining("+ monitor sensitive-connection") });
  expect(datadog.monitors()).toEqual([]);

  expect(await run("install --sensitive billing")).toMatchObject({ code: 1, said: expect.stringContaining("--yes") });
  expect(await run("install --sensitive billing", "n")).toMatchObject({ code: 1 });
  expect(datadog.monitors()).toEqual([]);

  const installed = await run("install --sensitive billing", "y");
  expect(installed).toMatchObject({ code: 0, said: expect.stringContaining("Done: 8 changes.") });
  expect(installed.said).toContain("@gateway.target.name");
  expect(await run("install --yes")).toMatchObject({ code: 0, said: expect.stringContaining("No changes") });

  const changed = await run("diff --notify @slack-security");
  expect(changed.said).toMatch(/~ monitor break-glass.*\n {6}message: ".*" → ".*@slack-security"/);

  expect(await run("remove --yes")).toMatchObject({ code: 0 });
  expect([...datadog.monitors(), ...datadog.dashboards()]).toEqual([]);
});

test("says what is missing or wrong, and no key", async () => {
  expect(await run("install", null, { DD_APP_KEY: "" })).toMatchObject({
    code: 1,
    said: expect.stringContaining("DD_APP_KEY"),
  });
  const refused = await run("install", null, { DD_APP_KEY: "secret-and-wrong" });
  expect(refused).toMatchObject({ code: 1, said: expect.stringContaining("403") });
  expect(refused.said).not.toContain("secret-and-wrong");
  expect(await run("diff --site datadog.example")).toMatchObject({
    said: expect.stringContaining("us5.datadoghq.com"),
  });
  expect(await run("uninstall")).toMatchObject({ code: 1, said: expect.stringContaining("holdpoint datadog remove") });
});
