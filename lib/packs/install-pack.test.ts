import { afterAll, beforeAll, expect, test } from "vitest";
import type { z } from "zod";
import type { ServiceContext } from "#lib/core/context.ts";
import { readDraft } from "#lib/drafts/read-draft.ts";
import { saveDraft } from "#lib/drafts/save-draft.ts";
import { checkDocument } from "#lib/policies/check-document.ts";
import { readPolicy } from "#lib/policies/read-policy.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { contextOf, makePerson } from "#lib/testing/people.ts";
import { installPack } from "./install-pack.ts";
import { listPacks } from "./list-packs.ts";
import { previewPack } from "./preview-pack.ts";
import { readPack } from "./read-pack.ts";
import type { ChangePack } from "./schemas.ts";

const input: z.input<typeof ChangePack> = { id: "datadog-mcp", connections: ["datadog"], approvers: ["approvers"] };
let base: TestDatabase;
let admin: ServiceContext;

beforeAll(async () => {
  base = await startTestDatabase();
  admin = contextOf(base, makePerson("admin"));
});
afterAll(() => base.close());

async function sourceOfDraft(): Promise<string> {
  return (await readDraft(admin))?.source ?? "";
}

async function rewriteDraft(edit: (source: string) => string): Promise<void> {
  const draft = await readDraft(admin);
  const [revision, baseVersion] = [draft?.revision ?? 0, draft?.baseVersion ?? 0];
  await saveDraft(admin, { revision, baseVersion, source: edit(draft?.source ?? "") });
}

test("a pack goes into the draft and not into force, and its entry in the ledger names who put it there", async () => {
  const before = await readPolicy(admin);
  const { changes } = await installPack(admin, input);
  expect(new Set(changes.map(({ change }) => change))).toEqual(new Set(["added"]));
  const { document, problems } = checkDocument({ source: await sourceOfDraft() });
  expect(problems).toEqual([]);
  expect(document?.rules).toHaveLength(changes.length);
  expect(await readPolicy(admin)).toEqual(before);
  const { rows } = await base.pool.query("select type, user_name from audit_event order by at desc limit 1");
  expect(rows).toEqual([{ type: "policy.draft-saved", user_name: admin.actor.kind === "person" && admin.actor.email }]);
});

test("installed again after edits, it leaves edits, comments and deletions as they are", async () => {
  await rewriteDraft((source) =>
    source
      .replace("rules:\n", "# Ours\nrules:\n  # Reading is fine\n")
      .replace(/ {2}- id: datadog-mcp-resources\n(?: {4}.*\n)+/, "")
      .replace("or is not known to only read.", "be harmless."),
  );
  const edited = await sourceOfDraft();
  const summary = (await listPacks(admin)).find(({ id }) => id === "datadog-mcp");
  expect(summary?.installed).toMatchObject({ edited: ["datadog-mcp-others"], deleted: ["datadog-mcp-resources"] });
  const { changes } = await installPack(admin, input);
  expect(changes).toMatchObject([
    { ruleId: "datadog-mcp-reads", change: "unchanged" },
    { ruleId: "datadog-mcp-writes", change: "unchanged" },
    { ruleId: "datadog-mcp-resources", change: "left-out" },
    { ruleId: "datadog-mcp-others", change: "kept" },
  ]);
  expect(await sourceOfDraft()).toBe(edited);
});

test("a preview says what would happen and changes nothing", async () => {
  const before = await readDraft(admin);
  const changes = await previewPack(admin, { ...input, approvers: ["security"], take: ["datadog-mcp-others"] });
  expect(changes.map(({ change }) => change)).toEqual(["unchanged", "unchanged", "left-out", "taken"]);
  expect(await readDraft(admin)).toEqual(before);
});

test("nothing is installed into a draft that cannot be read", async () => {
  await rewriteDraft((source) => `${source}\nrulez: [`);
  await expect(installPack(admin, input)).rejects.toMatchObject({ code: "invalid" });
  expect((await listPacks(admin))[0]?.installed).toBeNull();
});

test("who may not change policies installs nothing and may read what packs do only with the policy", async () => {
  const auditor = contextOf(base, makePerson("power_user", { auditor: true }));
  await expect(installPack(auditor, input)).rejects.toMatchObject({ code: "forbidden" });
  await expect(previewPack(auditor, input)).rejects.toMatchObject({ code: "forbidden" });
  await expect(listPacks(contextOf(base, makePerson("power_user")))).rejects.toMatchObject({ code: "forbidden" });
  await expect(readPack(admin, { id: "no-such-pack" })).rejects.toMatchObject({ code: "not_found" });
});
