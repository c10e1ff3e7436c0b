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

type ActionLine = { file: string; action: string; verb: string; from: string };

/** What every `actions.ts` holds: one line for each action, so that nothing stands before its verb; `others`: what else. */
function readActions(): { actions: ActionLine[]; others: string[] } {
  const actions: ActionLine[] = [];
  const others: string[] = [];
  for (const file of files.filter((name) => path.basename(name) === "actions.ts")) {
    const imports = new Map<string, string>();
    for (const line of readFileSync(path.join("app", file), "utf8").split("\n")) {
      const [, name, from = ""] = /^import \{ (\w+) \} from "#(lib\/[^"]+)";$/.exec(line) ?? [];
      const [, action, verb = ""] = /^export const (\w+) = defineAction\((\w+)\);$/.exec(line) ?? [];
      if (name) imports.set(name, from);
      else if (action) actions.push({ file, action, verb, from: imports.get(verb) ?? "" });
      else if (!frame.includes(line)) others.push(`${file}: ${line}`);
    }
  }
  return { actions, others };
}
const frame = ["", '"use server";', 'import { defineAction } from "#app/_server/action.ts";'];

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
  const { actions, others } = readActions();
  expect(others).toEqual([]);
  expect(actions.length).toBeGreaterThan(40);
  for (const { action, verb, from } of actions) {
    expect(action).toBe(`${verb}Action`);
    const exported = (await import(path.resolve(from))) as Record<string, Verb>;
    const sample = samples[verb];
    const input = sample && { ...sample.params, ...(sample.body as object) };
    const seen = await admitted(async (context) => exported[verb]?.(context, input));
    expect({ [verb]: seen }).toEqual({ [verb]: expected(verb) });
  }
});

function addresses(file: RegExp): string[] {
  return files
    .filter((name) => file.test(name))
    .map((name) => `/${path.dirname(name)}`.replaceAll(/\/\([^)]+\)/g, "").replace(/^\/\.?$/, "") || "/");
}

test("each page and route has a row, which e2e/roles.spec.ts holds against the started console, and each row its door", () => {
  const rows = { pages: [...Object.keys(pages), ...openPages], routes: [...Object.keys(routes), ...otherRoutes] };
  expect(rows.pages.toSorted()).toEqual(addresses(/(?:^|\/)page\.tsx$/).toSorted());
  expect(rows.routes.toSorted()).toEqual(addresses(/^(?!_server).*(?:^|\/)route\.ts$/).toSorted());
});

test("no row, and no sample, stands for an action or operation that is gone", () => {
  const there = [...operations.map(({ id }) => id), ...readActions().actions.map(({ verb }) => verb)];
  expect([...Object.keys(verbs), ...Object.keys(samples)].filter((name) => !there.includes(name))).toEqual([]);
});
