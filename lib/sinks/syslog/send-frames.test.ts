import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import { createServer } from "node:tls";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { newEvent } from "#lib/ledger/new-event.ts";
import { selfSigned } from "#lib/testing/self-signed.ts";
import { syslogDriver } from "./driver.ts";

const { key, certificate } = selfSigned();
let received = "";
let onConnection: (socket: Socket) => void = () => {};
const server = createServer({ key, cert: certificate }, (socket) => onConnection(socket));
let url = "";
/** The connection below TLS that came last. */
let raw: Socket | undefined;
server.on("connection", (socket: Socket) => (raw = socket));

beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `tls://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());
beforeEach(() => {
  received = "";
  onConnection = (socket) => {
    socket.setEncoding("utf8").on("data", (text) => (received += String(text)));
    socket.on("error", () => {});
  };
});

const events = [
  newEvent({ type: "call.finished", status: "ok", agent: "deploy-bot", reason: "zwei\nZeilen, ü" }),
  newEvent({ type: "call.refused", status: "denied" }),
];

function send(settings = { certificates: certificate }, signal?: AbortSignal) {
  const written = events.map((event) => {
    return { id: event.id, at: event.at, text: syslogDriver.write(event, event.at, {}) };
  });
  return syslogDriver.send({ url, apiKey: "", settings }, written, signal);
}

test("events arrive as RFC 5424 messages, counted by octets, over TLS", async () => {
  expect(await send()).toEqual({ outcome: "accepted" });
  const bytes = Buffer.from(received);
  let at = 0;
  const messages: string[] = [];
  while (at < bytes.length) {
    const space = bytes.indexOf(" ", at);
    const length = Number(bytes.toString("utf8", at, space));
    messages.push(bytes.toString("utf8", space + 1, space + 1 + length));
    at = space + 1 + length;
  }
  expect(messages).toHaveLength(2);
  const [, header, json = ""] = /^(.*?) \ufeff(.*)$/s.exec(messages[0] ?? "") ?? [];
  const { id, at: time } = events[0] ?? {};
  expect(header).toMatch(/^<110>1 \S+ \S+ holdpoint - call\.finished \[holdpoint@32473 id="evt_\w+"\]$/);
  expect(header).toContain(`${time?.toISOString()} `);
  expect(JSON.parse(json)).toMatchObject({ id, reason: "zwei\nZeilen, ü" });
  expect(messages[1]).toMatch(/^<108>1 /);
});

test("a receiver that does not close in order has not taken anything", async () => {
  onConnection = (socket) => {
    socket.on("error", () => {});
    raw?.resetAndDestroy();
  };
  expect(await send()).toMatchObject({ outcome: "retry" });
  // A half-open connection: it reads nothing and says nothing.
  onConnection = (socket) => socket.on("error", () => {}).pause();
  expect(await send(undefined, AbortSignal.timeout(300))).toMatchObject({ outcome: "retry" });
});

test("a receiver with a certificate that nobody has vouched for gets nothing, and a person is asked", async () => {
  const { certificate: another } = selfSigned();
  expect(await send({ certificates: another })).toMatchObject({
    outcome: "misconfigured",
    error: expect.stringContaining("not trusted"),
  });
  expect(received).toBe("");
});
