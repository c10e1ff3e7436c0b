import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { AuditEvent } from "#lib/ledger/events.ts";
import { seededRandom } from "#lib/masking/corpus/random.ts";
import { samples } from "#lib/masking/corpus/samples.ts";
import type { MaskObligation } from "#lib/masking/schemas.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { appendEvents, deliverOnce } from "#lib/testing/sinks.ts";
import { startDatadog, type Datadog } from "#scripts/local/datadog.ts";
import { createSink } from "./create-sink.ts";

const keys = { apiKey: "a".repeat(32), appKey: "b".repeat(40) };
let db: TestDatabase;
let datadog: Datadog;
let sinkId: string;

beforeAll(async () => {
  db = await startTestDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  datadog = await startDatadog(keys);
  const context = { actor: { kind: "system", name: "setup" }, database: db.database, sealer: db.sealer } as const;
  const sink = { name: "Datadog", kind: "datadog", url: datadog.url, apiKey: keys.apiKey, startAt: "now" } as const;
  ({ id: sinkId } = await createSink(context, sink));
});
afterEach(() => datadog.close());

async function publish(version: number, mask: MaskObligation[]): Promise<void> {
  const rules = [
    { id: "masked", match: {}, effect: "allow", mask },
    { id: "other", match: {}, effect: "allow" },
  ];
  await db.pool.query(
    `insert into policy_version (version, document, author_id, author_name, reason) values ($1, $2, 'a', 'a', 'a')`,
    [version, JSON.stringify({ rules })],
  );
}

describe("what rules mask for sinks", () => {
  const mail = "anna@example.com";

  async function delivered(given: Partial<AuditEvent>): Promise<Record<string, unknown> & { text: string }> {
    const [id] = await appendEvents(db, 1, { userId: "u-1", userName: mail, reason: `as ${mail} asked`, ...given });
    expect(await deliverOnce(db, sinkId)).toMatchObject({ state: "caught-up" });
    const log = datadog.logs().find(({ attributes }) => (attributes["evt"] as { id: string }).id === id);
    return { ...log?.attributes, text: JSON.stringify(log) };
  }

  test("is masked in the events of their calls, by the version in force then, and in no others", async () => {
    await publish(1, [{ where: "sink", detect: ["email"], with: "token" }]);
    await publish(2, [{ where: "response", detect: ["email"], with: "token" }]);
    const masked = await delivered({ policyVersion: 1, rule: "masked" });
    expect(masked.text).not.toContain(mail);
    expect(masked["usr"]).toMatchObject({ id: "u-1", name: expect.stringMatching(/^\[email:[0-9a-f]{8}\]$/) });
    expect((await delivered({ policyVersion: 1, rule: "other" })).text).toContain(mail);
    expect((await delivered({ policyVersion: 2, rule: "masked" })).text).toContain(mail);
    const attrs = { "holdpoint.rules": ["other"], "holdpoint.rule_errors": ["masked"] };
    expect((await delivered({ policyVersion: 1, rule: "other", attrs })).text).not.toContain(mail);
  });

  test("credentials are masked in every event, whoever wrote them", async () => {
    const { value } = samples["github-token"](seededRandom(4));
    const { text } = await delivered({ reason: `use ${value}` });
    expect(text).toContain("[github-token:");
    expect(text).not.toContain(value);
  });

  test("an event that a rule refuses is delivered without its texts", async () => {
    await publish(3, [{ where: "sink", detect: ["email"], with: "refuse" }]);
    const { text, ...log } = await delivered({ policyVersion: 3, rule: "masked" });
    expect(text).not.toContain(mail);
    expect(log["usr"]).toBeUndefined();
    expect(log["gateway"]).toMatchObject({
      policy: { rule: "masked" },
      detail: { "masking.withheld": "masking_refused" },
    });
  });
});
