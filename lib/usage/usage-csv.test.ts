import { expect, test } from "vitest";
import type { Usage, UsageRow } from "./schemas.ts";
import { usageCsv } from "./usage-csv.ts";

const counts = {
  requests: 3,
  failed: 1,
  denied: 0,
  held: 0,
  approved: 0,
  rejected: 0,
  expired: 0,
  requestBytes: 10,
  responseBytes: 20,
  gateway: { p50: 1, p95: 2, p99: 3 },
  upstream: null,
};
const row: UsageRow = {
  ...counts,
  server: "git, hub",
  user: "",
  userName: "",
  agent: "",
  tool: '=HYPERLINK("https://evil")',
  people: null,
  change: 0.25,
};
const at = new Date("2026-11-20T12:00:00Z");
const usage: Usage = {
  from: at,
  to: new Date("2026-11-20T13:00:00Z"),
  bucketMs: 3_600_000,
  scope: null,
  own: false,
  agents: [],
  total: { ...counts, people: 1 },
  compared: null,
  series: [{ at, ...counts }],
  servers: [{ name: "github", points: [{ at, requests: 2 }] }],
  by: "tool",
  rows: [row],
};

test("a table is RFC 4180, and what a spreadsheet would run is text", () => {
  const [header, line, ...rest] = usageCsv(usage, "table").split("\r\n");
  expect(header).toBe(
    "server,tool,requests,failed,denied,held,approved,rejected,expired,request_bytes,response_bytes,change,gateway_p50_ms,gateway_p95_ms,gateway_p99_ms,upstream_p50_ms,upstream_p95_ms,upstream_p99_ms",
  );
  expect(line).toBe(`"git, hub","'=HYPERLINK(""https://evil"")",3,1,0,0,0,0,0,10,20,0.25,1,2,3,,,`);
  expect(rest).toEqual([""]);
});

test("servers over time add up to all requests", () => {
  expect(usageCsv(usage, "servers")).toBe("at,github,(others)\r\n2026-11-20T12:00:00.000Z,2,1\r\n");
});
