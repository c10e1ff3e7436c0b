import { EventEmitter, once } from "node:events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withTransaction, type ServiceContext } from "#lib/core/context.ts";
import { listen, type Bell } from "#lib/database/bell.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { contextOf, makePerson } from "#lib/testing/people.ts";
import { createConnection } from "#lib/connections/create-connection.ts";
import { learnTools } from "#lib/tools/learn-tools.ts";
import { compileSnapshot } from "./compile-snapshot.ts";
import { SnapshotDocument } from "./schemas.ts";

let base: TestDatabase;
let admin: ServiceContext;

beforeAll(async () => {
  base = await startTestDatabase();
  admin = contextOf(base, makePerson("admin"));
});
afterAll(() => base.close());

async function compile(): Promise<void> {
  await withTransaction(admin, (transaction) => compileSnapshot(transaction));
}

async function readSnapshot(): Promise<{ version: number; document: SnapshotDocument }> {
  const row = await base.database.snapshot.findUniqueOrThrow({ where: { id: 1 } });
  return { version: Number(row.version), document: SnapshotDocument.parse(row.document) };
}

test("without a published policy the snapshot holds version 0 and no rules", async () => {
  await compile();
  expect((await readSnapshot()).document.policy).toEqual({ version: 0, document: { rules: [] } });
});

test("concurrent changes each get a version of their own and none is lost", async () => {
  await compile();
  const before = (await readSnapshot()).version;
  const slugs = Array.from({ length: 8 }, (_, index) => `upstream-${index}`);
  await Promise.all(
    slugs.map((slug) =>
      createConnection(admin, {
        slug,
        name: slug,
        kind: "http",
        baseUrl: "https://api.example.com",
        groups: [],
        holdBudgetMs: 45_000,
        credential: null,
      }),
    ),
  );
  const after = await readSnapshot();
  expect(after.version).toBe(before + slugs.length);
  expect(after.document.connections.map((connection) => connection.slug)).toEqual(expect.arrayContaining(slugs));
});

test("the gateways' bell rings on commit and stays silent on rollback", async () => {
  const rung: Bell[] = [];
  const bells = new EventEmitter();
  const connected = once(bells, "connected");
  const heard = once(bells, "rung");
  const stop = listen({
    url: base.url,
    onConnected: () => bells.emit("connected"),
    onBell(bell) {
      rung.push(bell);
      bells.emit("rung");
    },
  });
  await connected;
  await expect(
    withTransaction(admin, async (transaction) => {
      await compileSnapshot(transaction);
      throw new Error("rolled back");
    }),
  ).rejects.toThrow("rolled back");
  await compile();
  await heard;
  await stop();
  expect(rung).toEqual([{ topic: "snapshot", version: (await readSnapshot()).version }]);
});

test("revoked and expired keys, and keys of people the identity provider no longer names, are left out", async () => {
  await base.database.user.createMany({
    data: [
      { id: "usr_known", email: "known@example.com", issuer: "https://idp", subject: "sub-known" },
      { id: "usr_unknown", email: "unknown@example.com" },
    ],
  });
  const key = { hint: "hp_1234", agent: "bot", createdById: "usr_known" };
  await base.database.gatewayKey.createMany({
    data: [
      { ...key, id: "key_live", hash: "1", expiresAt: new Date(Date.now() + 60_000) },
      { ...key, id: "key_person", hash: "2", userId: "usr_known" },
      { ...key, id: "key_revoked", hash: "3", revokedAt: new Date() },
      { ...key, id: "key_expired", hash: "4", expiresAt: new Date(Date.now() - 1) },
      { ...key, id: "key_nobody", hash: "5", userId: "usr_unknown" },
    ],
  });
  await compile();
  const keys = (await readSnapshot()).document.gatewayKeys;
  expect(keys.map(({ id, user }) => [id, user])).toEqual([
    ["key_live", null],
    ["key_person", { id: "sub-known", name: "known@example.com" }],
  ]);
});

test("what is known of tools stays in the snapshot whoever compiles it, and what a gateway learns is in it at once", async () => {
  const looks = { name: "look", annotations: { readOnlyHint: true }, schemaHash: "1" };
  await learnTools(base.pool, base.sealer, { connection: "tools", tools: [looks] });
  expect((await readSnapshot()).document.tools).toEqual({ tools: [looks] });
  await compile();
  const before = await readSnapshot();
  expect(before.document.tools).toEqual({ tools: [looks] });
  await learnTools(base.pool, base.sealer, { connection: "tools", tools: [looks] });
  expect((await readSnapshot()).version).toBe(before.version);
  await Promise.all([
    compile(),
    learnTools(base.pool, base.sealer, { connection: "other", tools: [{ ...looks, schemaHash: "2" }] }),
  ]);
  expect(Object.keys((await readSnapshot()).document.tools)).toEqual(["other", "tools"]);
});
