import { describe, expect, test } from "vitest";
import { EventType, type AuditEvent } from "#lib/ledger/events.ts";
import { newEvent } from "#lib/ledger/new-event.ts";
import { batchEvents } from "../batch-events.ts";
import { toDatadogEvent } from "./to-event.ts";

type Given = Parameters<typeof newEvent>[0];

function convert(given: Given, now?: Date): Record<string, unknown> {
  const event = newEvent(given);
  return JSON.parse(toDatadogEvent(event, now ?? event.at)) as Record<string, unknown>;
}

const httpCall: Given = {
  type: "call.finished",
  status: "ok",
  callId: "call_1",
  holdId: "hold_1",
  userId: "sub-1",
  userName: "sam@example.com",
  agent: "deploy-bot",
  connection: "datadog",
  kind: "http",
  operation: "POST /api/v1/dashboard",
  decision: "hold",
  rule: "changes-need-a-human",
  policyVersion: 7,
  approver: "alice@example.com",
  reason: "CHG-4821",
  clientIp: "203.0.113.7",
  httpStatus: 200,
  durationMs: 412,
  holdMs: 87_600,
  requestBytes: 1_841,
  responseBytes: 2_210,
};

describe("a Datadog event", () => {
  test("says who did what, for whom, from where, by which rule, approved by whom, and how it went", () => {
    const event = convert(httpCall);
    expect(event).toMatchObject({
      ddsource: "holdpoint",
      service: "holdpoint",
      ddtags: "gateway_target:datadog",
      message: "deploy-bot for sam@example.com called POST /api/v1/dashboard on datadog, approved by alice@example.com",
      status: "info",
      evt: { id: expect.stringMatching(/^evt_/), name: "Request", outcome: "success" },
      usr: { id: "agent:deploy-bot", name: "deploy-bot" },
      delegator: { id: "sub-1", name: "sam@example.com", email: "sam@example.com" },
      is_mcp_call: false,
      network: { client: { ip: "203.0.113.7" }, bytes_read: 1_841, bytes_written: 2_210 },
      http: { method: "POST", status_code: 200, url_details: { path: "/api/v1/dashboard" } },
      duration: 412_000_000,
      gateway: {
        target: { name: "datadog", kind: "http" },
        operation_id: "POST /api/v1/dashboard",
        decision: "hold",
        policy: { rule: "changes-need-a-human", version: 7 },
        approval: {
          id: "hold_1",
          resolved: true,
          approver: { name: "alice@example.com", email: "alice@example.com" },
          reason: "CHG-4821",
          wait_duration: 87_600_000_000,
        },
      },
    });
    expect(event["evt"]).toMatchObject({ actor: { type: "AGENT", mode: "interactive" } });
    expect(event["mcp"]).toBeUndefined();
  });

  test("names server, method and tool of an MCP call, and leaves out what is not known", () => {
    const event = convert({
      type: "call.held",
      status: "held",
      agent: "support-ai",
      connection: "everything",
      kind: "mcp",
      operation: "tools/call",
      tool: "get-sum",
      rule: "sums-need-a-human",
      holdId: "hold_1",
    });
    expect(event).toMatchObject({
      message: "support-ai waits for approval of tool get-sum on everything, as rule sums-need-a-human wants",
      status: "warn",
      evt: { name: "Approval", outcome: "pending", actor: { type: "AGENT", mode: "autonomous" } },
      action: "requested",
      is_mcp_call: true,
      mcp: { method: "tools/call", server: { name: "everything" }, tool: { name: "get-sum" } },
      gateway: { approval: { id: "hold_1", resolved: false } },
    });
    expect(Object.keys(event)).not.toContain("duration");
    expect(Object.keys(event)).not.toContain("delegator");
    expect(JSON.stringify(event)).not.toContain("null");
  });

  test("keeps usr for the person where no agent is between", () => {
    expect(
      convert({ type: "session.signed-in", status: "ok", userId: "sub-1", userName: "sam@example.com" }),
    ).toMatchObject({
      message: "sam@example.com signed in",
      evt: { name: "Authentication", actor: { type: "USER" } },
      usr: { id: "sub-1", name: "sam@example.com", email: "sam@example.com" },
    });
  });

  test.each([
    ["ok", "info", "success"],
    ["denied", "warn", "denied"],
    ["held", "warn", "pending"],
    ["failed", "error", "failure"],
    ["unknown", "error", "unknown"],
  ] as const)("shows %s as %s with outcome %s", (status, severity, outcome) => {
    expect(convert({ type: "call.finished", status })).toMatchObject({ status: severity, evt: { outcome } });
  });

  test("says every event as a sentence, whatever is missing", () => {
    for (const type of EventType.options) {
      const { message } = convert({ type, status: "ok" });
      expect(message).not.toMatch(/undefined|NaN|\[object/);
      expect(message).toMatch(/^[A-Z]/);
    }
  });

  test("older than Datadog takes, it is sent as of now, marked, with its true time", () => {
    const at = new Date("2026-08-21T10:00:00.000Z");
    const inTime = convert({ ...httpCall, at }, new Date("2026-08-22T03:00:00.000Z"));
    expect(inTime).toMatchObject({ timestamp: "2026-08-21T10:00:00.000Z" });
    expect(inTime["gateway"]).not.toHaveProperty("late");
    const late = convert({ ...httpCall, at }, new Date("2026-08-22T04:01:00.000Z"));
    expect(late).toMatchObject({
      timestamp: "2026-08-22T04:01:00.000Z",
      gateway: { late: true, occurred_at: "2026-08-21T10:00:00.000Z" },
    });
  });

  test("stays under 25 KB with its id whole, whatever a hostile caller put into it", () => {
    const hostile = "\u0001💥".repeat(50_000);
    const texts = [
      "userName",
      "userId",
      "agent",
      "operation",
      "tool",
      "reason",
      "rule",
      "approver",
      "errorCode",
    ] as const;
    const given: Given = {
      ...httpCall,
      ...(Object.fromEntries(texts.map((name) => [name, hostile])) as Partial<AuditEvent>),
      attrs: Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`a${n}`, hostile])),
    };
    const event = newEvent(given);
    const json = toDatadogEvent(event, event.at);
    expect(Buffer.byteLength(json)).toBeLessThanOrEqual(25_000);
    expect(JSON.parse(json)).toMatchObject({ evt: { id: event.id } });
    expect(json).not.toMatch(/\\ud[89ab]/i);
  });

  test("carries plain attributes of the ledger, and neither nested ones nor odd names", () => {
    const attrs = {
      "user_agent.original": "curl/8",
      keyId: "key_1",
      "odd name": 1,
      nested: { deep: true },
      list: ["a"],
    };
    const event = convert({ ...httpCall, attrs });
    expect(event["http"]).toMatchObject({ useragent: "curl/8" });
    expect((event["gateway"] as { detail: unknown }).detail).toEqual({
      "user_agent.original": "curl/8",
      keyId: "key_1",
    });
  });
});

describe("batches", () => {
  test("hold at most 1,000 entries and 4.5 MB, in order, nothing left out", () => {
    const entries = Array.from({ length: 2_300 }, (_, n) => ({ n, text: "x".repeat(n < 300 ? 25_000 : 10) }));
    const batches = batchEvents(entries, { maxEntries: 1_000, maxBytes: 4_500_000 });
    expect(batches.flat()).toEqual(entries);
    for (const batch of batches) {
      expect(batch.length).toBeLessThanOrEqual(1_000);
      expect(batch.reduce((bytes, { text }) => bytes + text.length + 1, 0)).toBeLessThanOrEqual(4_500_000);
    }
  });

  test("are none for nothing", () => {
    expect(batchEvents([], { maxEntries: 1_000, maxBytes: 4_500_000 })).toEqual([]);
  });
});
