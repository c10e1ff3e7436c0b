import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import type { PayloadView } from "#lib/payloads/schemas.ts";
import { toCurl } from "./to-curl.ts";

const gateway = "http://127.0.0.1:4000";

/** What a shell makes of the command's words, with a program in place of curl that prints them. */
function wordsOf(command: string | null): string[] {
  const script = `curl() { printf '%s\\0' "$@"; }; HOLDPOINT_KEY=mine; ${command}`;
  return execFileSync("sh", ["-c", script], { encoding: "utf8" }).split("\0").slice(0, -1);
}

function request(text: string, headers: Record<string, string>): PayloadView {
  return {
    direction: "request",
    at: new Date(),
    headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
    contentType: "application/json",
    bytes: text.length,
    sha256: "",
    truncated: false,
    body: { kind: "json", text },
  };
}

test("a call over HTTP is repeated with its body and none of its secrets", () => {
  const call = { connection: "datadog", kind: "http" as const, operation: "POST /api/v1/monitor", tool: null };
  const secrets = { authorization: "Bearer s3cret", cookie: "a=s3cret", "dd-api-key": "s3cret", "x-custom": "s3cret" };
  const sent = request(`{"name":"it's"}`, { ...secrets, "content-type": "application/json" });
  const command = toCurl(call, gateway, sent);
  expect(command).not.toContain("s3cret");
  expect(wordsOf(command)).toEqual([
    "-X",
    "POST",
    `${gateway}/http/datadog/api/v1/monitor`,
    "-H",
    "Authorization: Bearer mine",
    "-H",
    "content-type: application/json",
    "--data-raw",
    `{"name":"it's"}`,
  ]);
});

test("a tool is called again, with its arguments to fill in where they are not known", () => {
  const call = { connection: "everything", kind: "mcp" as const, operation: "tools/call", tool: "get-sum" };
  const words = wordsOf(toCurl(call, gateway, null));
  expect(words[0]).toBe(`${gateway}/mcp/everything`);
  expect(JSON.parse(words.at(-1) ?? "")).toMatchObject({ method: "tools/call", params: { name: "get-sum" } });
});

test("hostile names stay one word of the shell", () => {
  const operation = `GET /'; touch "$HOME"/pwned; \`id\`; $(id) '\u001b[2J`;
  const words = wordsOf(toCurl({ connection: "a/../b", kind: "http", operation, tool: null }, gateway, null));
  expect(words[0]).toBe(`${gateway}/http/a%2F..%2Fb/'; touch "$HOME"/pwned; \`id\`; $(id) '[2J`);
  expect(words).toHaveLength(3);
});

test("what is no call has no command", () => {
  expect(toCurl({ connection: null, kind: null, operation: null, tool: null }, gateway, null)).toBeNull();
});
