import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { ServiceContext } from "#lib/core/context.ts";
import { publishPolicy } from "#lib/policies/publish-policy.ts";
import { readPolicy } from "#lib/policies/read-policy.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { contextOf, makePerson } from "#lib/testing/people.ts";
import { discardDraft } from "./discard-draft.ts";
import { readDraft } from "./read-draft.ts";
import { saveDraft } from "./save-draft.ts";

let base: TestDatabase;
let alice: ServiceContext;
let bob: ServiceContext;
const source = "# reading is harmless\nrules:\n  - id: reads\n    match: { methods: [GET] }\n    effect: allow\n";

beforeAll(async () => {
  base = await startTestDatabase();
  alice = contextOf(base, makePerson("admin", { email: "alice@example.com" }));
  bob = contextOf(base, makePerson("admin", { email: "bob@example.com" }));
});
afterAll(() => base.close());
beforeEach(() => base.database.policyDraft.deleteMany());

const begun = (text = source) => saveDraft(alice, { revision: 0, baseVersion: 0, source: text });

test("a draft is shared, keeps its text as it is written, broken or not, and leaves an event", async () => {
  const { revision } = await begun("rules: [ # not yet");
  expect(await readDraft(bob)).toMatchObject({
    revision,
    source: "rules: [ # not yet",
    authorName: "alice@example.com",
  });
  const next = await saveDraft(bob, { revision, baseVersion: 0, source });
  expect(next.revision).toBeGreaterThan(revision);
  expect(next).toMatchObject({ source, authorName: "bob@example.com" });
  const events = await base.database.auditEvent.findMany({ where: { type: "policy.draft-saved" } });
  expect(events.map(({ userName }) => userName)).toEqual(["alice@example.com", "bob@example.com"]);
});

test("of two who save over the same revision one is told by whom, and nothing of the other's is lost", async () => {
  const { revision } = await begun();
  await saveDraft(bob, { revision, baseVersion: 0, source: "rules: []" });
  await expect(saveDraft(alice, { revision, baseVersion: 0, source })).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("bob@example.com has saved"),
  });
  await expect(begun()).rejects.toMatchObject({ code: "conflict" });
  expect((await readDraft(alice))?.source).toBe("rules: []");
});

test("publishing a draft takes the revision that was looked at, keeps its comments, and ends it", async () => {
  const { version } = await readPolicy(alice);
  const { revision } = await begun();
  const publish = (draftRevision: number) =>
    publishPolicy(alice, { baseVersion: version, source, reason: "begin", draftRevision });
  await expect(publish(revision - 1)).rejects.toMatchObject({ code: "conflict" });
  expect(await readDraft(alice)).not.toBeNull();
  await publish(revision);
  expect(await readDraft(alice)).toBeNull();
  expect(await readPolicy(alice)).toMatchObject({ version: version + 1, source });
});

test("a page that was open on an earlier draft cannot save over the next one", async () => {
  const { revision } = await begun();
  await discardDraft(alice, { revision });
  expect(await readDraft(alice)).toBeNull();
  const next = await begun("rules: []");
  await expect(saveDraft(bob, { revision, baseVersion: 0, source })).rejects.toMatchObject({ code: "conflict" });
  await expect(discardDraft(bob, { revision: next.revision + 1 })).rejects.toMatchObject({ code: "conflict" });
  expect(await base.database.auditEvent.count({ where: { type: "policy.draft-discarded" } })).toBe(1);
});

test("auditors read drafts and change none, power users see none", async () => {
  const { revision } = await begun();
  const auditor = contextOf(base, makePerson("power_user", { auditor: true }));
  expect(await readDraft(auditor)).toMatchObject({ revision });
  await expect(saveDraft(auditor, { revision, baseVersion: 0, source })).rejects.toMatchObject({ code: "forbidden" });
  await expect(discardDraft(auditor, { revision })).rejects.toMatchObject({ code: "forbidden" });
  const nobody = contextOf(base, makePerson("power_user"));
  await expect(readDraft(nobody)).rejects.toMatchObject({ code: "forbidden" });
});
