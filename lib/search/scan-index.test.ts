import { afterAll, beforeAll, expect, test } from "vitest";
import { foldLedger } from "#lib/folds/fold-ledger.ts";
import { folders } from "#lib/folds/folders.ts";
import type { AuditEvent } from "#lib/ledger/events.ts";
import { newEvent } from "#lib/ledger/new-event.ts";
import { insertEventsStatement } from "#lib/ledger/insert-events.ts";
import { seededRandom } from "#lib/masking/corpus/random.ts";
import { startTestDatabase, type TestDatabase } from "#lib/testing/database.ts";
import { contextOf, makePerson } from "#lib/testing/people.ts";
import { directionOf, type Place } from "./place.ts";
import { planSearch } from "./plan-search.ts";
import { readIndexState } from "./read-index-state.ts";
import { readQuery } from "./read-query.ts";
import type { Found } from "./scan.ts";
import { scanBehind } from "./scan-behind.ts";
import { scanIndex } from "./scan-index.ts";
import { readChunk } from "./scan-ledger.ts";
import { readFacets } from "./read-facets.ts";
import { readHistogram } from "./read-histogram.ts";
import { matchCondition } from "./search-condition.ts";
import { searchEvents } from "./search-events.ts";

let base: TestDatabase;
const seed = Date.now() % 1_000_000;
const random = seededRandom(seed);
const power = makePerson("power_user", { subject: "Sub-3", email: "user-3@Example.com" });
const start = Date.parse("2026-11-15T00:00:00Z");

const tools = ["list_pods", "list-nodes", "Get Sum", "get%sum", "größe_ändern", null] as const;
const operations = ["tools/call", "GET /api/v1/monitor/17", "POST /api/v2/roles", null] as const;
const reasons = ["Ticket CHG-4821, please", "free text | with bars", null, null, null] as const;
const masks = [undefined, undefined, "email:2", "email:1 credit_card:3"] as const;

function randomEvent(): AuditEvent {
  const n = random.below(6);
  const isCall = random.below(10) > 0;
  return newEvent({
    type: isCall
      ? random.pick<AuditEvent["type"]>(["call.finished", "call.refused", "call.held", "call.started"])
      : "policy.published",
    status: random.pick<AuditEvent["status"]>(["ok", "ok", "ok", "failed", "denied", "held", "unknown"]),
    at: new Date(start + random.below(3 * 24 * 60) * 60_000),
    userId: n === 0 ? null : `Sub-${n}`,
    userName: n === 0 ? null : `user-${n}@Example.com`,
    agent: random.pick(["deploy-bot", "Support AI", null]),
    connection: random.pick(["datadog", "GitHub", "billing", null]),
    tool: random.pick(tools),
    operation: random.pick(operations),
    decision: random.pick(["allow", "deny", "hold", null]),
    rule: random.pick(["refunds-over-500", "datadog_changes", null]),
    approver: random.below(8) === 0 ? "alice@example.com" : null,
    reason: random.pick(reasons),
    clientIp: random.pick(["10.1.2.3", "10.1.7.9", "203.0.113.7", "2001:db8::7", null]),
    httpStatus: random.pick([200, 200, 404, 503, null]),
    errorCode: random.below(9) === 0 ? "upstream_timeout" : null,
    durationMs: random.below(5) === 0 ? null : Math.round(Math.exp(random.below(100) / 8)),
    attrs: {
      "mcp.client.name": random.pick(["Claude Code", "cursor", null]),
      "masking.by_kind": random.pick(masks),
      "mcp.session.id": `s${random.below(20)}`,
      "holdpoint.risk": random.pick(["high-risk", "read", null]),
    },
  });
}

const terms = [
  "user:user-1",
  "user:user-2@example.com",
  "user:*@example.com",
  "user:*",
  "agent:deploy-bot",
  'agent:"support ai"',
  "agent:*",
  "server:github",
  "server:(datadog OR billing)",
  "tool:list*",
  "tool:l?st_pods",
  'tool:"get sum"',
  "tool:get%sum",
  "tool:GRÖSSE*",
  "tool:größe*",
  "operation:tools/call",
  "operation:*monitor*",
  "status:ok",
  "status:error",
  "status:held",
  "decision:deny",
  "decision:*",
  "rule:ref*",
  "approver:alice",
  "approver:*",
  "risk:high-risk",
  "masked:email",
  "masked:c*",
  "masked:*",
  "address:10.1.2.3",
  "address:10.0.0.0/8",
  "address:10.1.0.0/20",
  "CIDR(address,203.0.113.0/24,2001:db8::/32)",
  "address:10.*",
  "http:404",
  "http:>=400",
  "http:[200 TO 404]",
  "http:5*",
  "http:<300",
  "error:*",
  "error:upstream*",
  "duration:>2s",
  "duration:<100ms",
  "duration:[10ms TO 1s]",
  "duration:20",
  "type:call.*",
  "group:approvals",
  "group:(calls OR access)",
  "client:claude*",
  "session:s7",
  "free",
  '"free text"',
  '"text with"',
  '"bars ticket"',
  "chg-4821",
  "4821 please",
  "monitor/17",
  "refun*",
  "größe",
  "alice",
  "user-3",
] as const;

function randomQuery(depth = 0): string {
  const kind = random.below(depth > 2 ? 3 : 8);
  if (kind < 3) return random.pick(terms);
  if (kind === 3) return `-(${randomQuery(depth + 1)})`;
  if (kind < 6) return `(${randomQuery(depth + 1)} ${randomQuery(depth + 1)})`;
  return `(${randomQuery(depth + 1)} OR ${randomQuery(depth + 1)})`;
}

async function append(count: number): Promise<void> {
  const { sql, parameters } = insertEventsStatement(Array.from({ length: count }, randomEvent));
  await base.pool.query(sql, parameters);
}

beforeAll(async () => {
  base = await startTestDatabase();
  await append(2_600);
  await foldLedger(base.pool, folders);
  // Not in the index yet, and beside it all the same.
  await append(60);
  await base.pool.query("analyze audit_search");
});
afterAll(() => base.close());

test("through the index a query finds what the ledger has of it, in the same order, whoever asks", async () => {
  for (let n = 0; n < 110; n++) {
    const query = n < terms.length ? (terms[n] ?? "") : randomQuery();
    const context = contextOf(base, n % 5 === 4 ? power : makePerson("admin"));
    const node = readQuery(query);
    const direction = directionOf(random.pick(["newest", "oldest", "slowest"]), true);
    const from = random.below(3) === 0 ? new Date(start + random.below(72) * 3_600_000) : undefined;
    const scan = {
      match: matchCondition(context, node),
      range: { from },
      place: null,
      direction,
      limit: random.pick([5, 3_000]),
      endsAt: Infinity,
    };
    const state = await readIndexState(context);
    const found = await scanIndex(context, scan, await planSearch(context, node, scan.range), state);
    const expected = await readChunk(context, scan, scan.range, scan.limit);
    expect({ seed, query, ids: found.events.map(({ id }) => id) }).toEqual({
      seed,
      query,
      ids: expected.map(({ id }) => id),
    });
  }
});

test("pages of a search that stops early continue where it stopped, and lose nothing", async () => {
  const context = contextOf(base, makePerson("admin"));
  const node = readQuery("server:github");
  const list = {
    match: matchCondition(context, node),
    range: {},
    direction: directionOf("newest", true),
    limit: 3_000,
  };
  const needs = await planSearch(context, node, {});
  const expected = await readChunk(context, { ...list, place: null }, {}, 3_000);
  const ids: string[] = [];
  let place: Place | null = null;
  do {
    const state = await readIndexState(context);
    const found: Found = await scanIndex(context, { ...list, place, endsAt: performance.now() + 2 }, needs, state);
    ids.push(...found.events.map(({ id }) => id));
    place = found.stoppedAt;
  } while (place !== null);
  expect(ids).toEqual(expected.map(({ id }) => id));
});

test("while more is written than is folded, lists are those of the ledger, and nothing is missing between index and ledger", async () => {
  const context = contextOf(base, makePerson("admin"));
  await foldLedger(base.pool, folders);
  const indexedTo = new Date(start + 60 * 3_600_000);
  const { sql, parameters } = insertEventsStatement(
    Array.from({ length: 80 }, () => ({
      ...randomEvent(),
      at: new Date(indexedTo.getTime() + random.below(12 * 60) * 60_000),
    })),
  );
  await base.pool.query(sql, parameters);
  const state = { ...(await readIndexState(context)), behind: true, indexedTo };
  for (const query of ["server:github", "status:error", "monitor", "tool:list*"]) {
    for (const order of ["newest", "oldest"] as const) {
      const node = readQuery(query);
      const scan = { match: matchCondition(context, node), range: {}, direction: directionOf(order, true) };
      const needs = await planSearch(context, node, {});
      const expected = await readChunk(context, { ...scan, place: null }, {}, 5_000);
      const ids: string[] = [];
      let place: Place | null = null;
      do {
        const found = await scanBehind(context, { ...scan, place, limit: 90, endsAt: Infinity }, needs, state);
        ids.push(...found.events.map(({ id }) => id));
        place = found.events.length === 90 ? (found.events.at(-1) ?? null) : null;
      } while (place !== null);
      expect({ seed, query, order, ids }).toEqual({ seed, query, order, ids: expected.map(({ id }) => id) });
    }
  }
});

test("a page says how far it looked, where nothing was found in time", async () => {
  const { events, searchedTo, afterCursor } = await searchEvents(contextOf(base, makePerson("admin")), {
    search: { query: "-user:*" },
    limit: 1_000,
  });
  expect(events.length).toBeGreaterThan(0);
  expect([searchedTo, afterCursor]).toEqual([null, null]);
});

test("facets and histogram count what the query finds, from hours, days and rows, whatever part of an hour a range begins in", async () => {
  const context = contextOf(base, makePerson("admin"));
  const from = new Date(start + 7 * 3_600_000 + 1_234_567);
  const fields = ["status", "server", "agent", "type", "user"] as const;
  const columns = { status: "status", server: "connection", agent: "agent", type: "type", user: "userName" } as const;
  for (const query of [
    "",
    "agent:deploy-bot",
    "-status:ok",
    "group:approvals",
    "server:github status:ok",
    "user:user-1",
    "-server:*",
    "monitor",
  ]) {
    const search = { query, from, to: new Date(start + 71 * 3_600_000) };
    const match = matchCondition(context, readQuery(query));
    const rows = await readChunk(
      context,
      { match, place: null, direction: directionOf("newest", true) },
      search,
      10_000,
    );
    const facets = await readFacets(context, search, [...fields]);
    for (const [n, field] of fields.entries()) {
      const counts = new Map<string, number>();
      for (const row of rows) {
        const value = row[columns[field]];
        if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
      }
      const counted = Object.fromEntries((facets[n]?.values ?? []).map(({ value, count }) => [value, count]));
      expect({ seed, query, field, counted }).toEqual({ seed, query, field, counted: Object.fromEntries(counts) });
    }
    const histogram = await readHistogram(context, search);
    expect({ seed, query, total: histogram.total, about: histogram.about }).toEqual({
      seed,
      query,
      total: rows.length,
      about: false,
    });
  }
});
