import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { operations } from "#app/api/v1/_operations/all.ts";
import type { ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { openPages, otherRoutes, pages, routes } from "#lib/testing/access/doors.ts";
import { samples, verbs } from "#lib/testing/access/verbs.ts";
import { callers, letIn, type CallerKind } from "#lib/testing/access/who.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { contextOf } from "#lib/testing/people.ts";

type Verb = (context: ServiceContext, input: unknown) => Promise<unknown>;

const kinds = Object.keys(callers) as CallerKind[];
const files = readdirSync("app", { recursive: true, encoding: "utf8" });
let base: TestDatabase;

beforeAll(async () => {
  base = await startTestDatabase();
});
afterAll(() => base.close());

/** Whom `attempt` does not refuse: what else goes wrong went wrong after the question of rights. */
async function admitted(attempt: (context: ServiceContext) => Promise<unknown>): Promise<CallerKind[]> {
  const outcomes = await Promise.all(
    kinds.map(async (kind) => {
      try {
        await attempt(contextOf(base, callers[kind]));
        return true;
      } catch (error) {
        return !(error instanceof AppError && error.code === "forbidden");
      }
    }),
  );
  return kinds.filter((_, index) => outcomes[index]);
}

function expected(name: string): CallerKind[] | string {
  const who = verbs[name];
  return who ? kinds.filter((kind) => (letIn[who] as readonly CallerKind[]).includes(kind)) : "no row for it";
}

/** Verbs behind the actions of all pages, by name. An action is one line, so that nothing stands before its verb. */
async function actionVerbs(): Promise<Map<string, Verb>> {
  const found = new Map<string, Verb>();
  for (const file of files.filter((name) => path.basename(name) === "actions.ts")) {
    const lines = readFileSync(path.join("app", file), "utf8").split("\n");
    const imports = new Map<string, string>();
    for (const line of lines.filter((each) => each.trim() !== "" && each !== '"use server";')) {
      const [, name = "", from = ""] = /^import \{ (\w+) \} from "#(lib\/[^"]+)";$/.exec(line) ?? [];
      if (name) imports.set(name, from);
      const [, action = "", verb = ""] = /^export const (\w+) = defineAction\((\w+)\);$/.exec(line) ?? [];
      if (action) {
        expect(action, `${file} names its actions after their verbs`).toBe(`${verb}Action`);
        const module = (await import(path.resolve(imports.get(verb) ?? ""))) as Record<string, Verb | undefined>;
        const run = module[verb];
        if (run) found.set(verb, run);
      }
      const isOther = !name && !action && line !== 'import { defineAction } from "#app/_server/action.ts";';
      expect(isOther ? `${file}: ${line}` : null).toBeNull();
    }
  }
  return found;
}

test("each operation of the API lets in whom its row names, and nobody else", async () => {
  for (const { id, path: address, query, run } of operations) {
    const names = [...address.matchAll(/\{(\w+)\}/g)].map(([, name]) => [name, "none"]);
    const sample = samples[id];
    const input = { params: { ...Object.fromEntries(names), ...sample?.params }, body: sample?.body };
    const seen = await admitted((context) => run(context, { ...input, query: query?.safeParse({}).data }));
    expect({ [id]: seen }).toEqual({ [id]: expected(id) });
  }
});

test("each action of a page lets in whom its row names, and nobody else", async () => {
  const found = await actionVerbs();
  expect(found.size).toBeGreaterThan(40);
  for (const [name, verb] of found) {
    const sample = samples[name];
    const input = sample && { ...sample.params, ...(sample.body as object) };
    expect({ [name]: await admitted((context) => verb(context, input)) }).toEqual({ [name]: expected(name) });
  }
});

test("each page and each route has a row, which e2e/roles.spec.ts holds against the started console", () => {
  const addresses = (file: RegExp) =>
    files
      .filter((name) => file.test(name))
      .map((name) => `/${path.dirname(name)}`.replaceAll(/\/\([^)]+\)/g, "").replace(/^\/\.?$/, "") || "/");
  const known = { pages: [...Object.keys(pages), ...openPages], routes: [...Object.keys(routes), ...otherRoutes] };
  expect(addresses(/(?:^|\/)page\.tsx$/).filter((page) => !known.pages.includes(page))).toEqual([]);
  expect(addresses(/^(?!_server).*(?:^|\/)route\.ts$/).filter((route) => !known.routes.includes(route))).toEqual([]);
});
