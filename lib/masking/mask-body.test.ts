import { describe, expect, it, test } from "vitest";
import { createSealer } from "#lib/crypto/sealer.ts";
import { hardNegatives } from "./corpus/hard-negatives.ts";
import { seededRandom } from "./corpus/random.ts";
import { samples } from "./corpus/samples.ts";
import { maskBody } from "./mask-body.ts";
import { compileMaskPlan } from "./mask-plan.ts";
import { DetectorKind, type MaskObligation } from "./schemas.ts";
import { createTokenizer } from "./tokenizer.ts";

const tokenize = createTokenizer(createSealer("a key").fingerprint);
const json = "application/json";
const everything = [...DetectorKind.options];

function mask(body: string | Buffer, contentType: string | null, obligation: Partial<MaskObligation>) {
  const plan = compileMaskPlan([{ with: "token", ...obligation }]);
  if (!plan) throw new Error("no plan");
  return maskBody(Buffer.from(body), contentType, plan, tokenize);
}

function masked(body: string | Buffer, contentType: string | null, obligation: Partial<MaskObligation> = {}): string {
  const result = mask(body, contentType, { detect: everything, ...obligation });
  if (!result.ok) throw new Error(result.problem);
  return result.body.toString();
}

const mail = "anna@example.com";
const token = tokenize("email", mail, "token");

describe("what has nothing to mask stays the very same bytes", () => {
  it.each([
    ["JSON of any form", '{ "b":1.0,\n"a":"\\u00e9 \\/ \\ud83d","n":12345678901234567890 , "x":[ ] }', json],
    ["JSON that is cut off", '{"a":"b\\', json],
    ["a form", "a=1+2&b=%zz&c", "application/x-www-form-urlencoded"],
    ["an event stream", ': ping\n\nevent: message\r\ndata: {"a":\r\ndata:  1}\r\n\r\n', "text/event-stream"],
    ["text", "nothing @ all, 12:30:45", "text/plain"],
  ])("%s", (_, body, contentType) => {
    const given = Buffer.from(body);
    const plan = compileMaskPlan([{ detect: everything, fields: ["$..nothing"], with: "drop" }]);
    const result = plan && maskBody(given, contentType, plan, tokenize);
    expect(result?.ok && result.body === given).toBe(true);
  });

  it("bytes that are no text", () => {
    const given = Buffer.from([0xff, 0xfe, 0, 0x22, 0x5c, 0x80, 0xc3]);
    expect(mask(given, null, { detect: everything })).toMatchObject({ ok: true, body: given });
  });
});

describe("a value is found wherever it travels", () => {
  it.each([
    ["JSON", `{"a": "${mail}", "n": 1.50}`, json, `{"a": "${token}", "n": 1.50}`],
    ["a key of JSON", `{"${mail}":1}`, json, `{"${token}":1}`],
    ["escapes", `{"a":"é\\nanna\\u0040example.com"}`, json, `{"a":"é\\n${token}"}`],
    ["JSON in a string", JSON.stringify({ a: JSON.stringify({ b: `x\n${mail}` }) }), json, undefined],
    ["text", `from <${mail}>, ok`, "text/plain", `from <${token}>, ok`],
    ["a form", "a=1&b=anna%40example.com", "application/x-www-form-urlencoded", `a=1&b=${encodeURIComponent(token)}`],
    ["an event", `id: 1\ndata: {"a":"${mail}"}\n\n`, "text/event-stream", `id: 1\ndata: {"a":"${token}"}\n\n`],
    ["an event on two lines", `data: {"a":\ndata: "${mail}"}\n\n`, "text/event-stream", undefined],
    ["text that is not UTF-8", Buffer.from(`\u00e9 ${mail}`, "latin1"), "text/plain", undefined],
  ])("%s", (_, body, contentType, expected) => {
    const result = masked(body, contentType);
    expect(result).not.toContain("example.com");
    expect(result).toContain(expected ?? token);
  });

  it.each<[string, string, string]>([
    [`{"userPassword": "hunter two!"}`, json, `{"userPassword": "TOKEN"}`],
    ["user=a&password=correct%2Dhorse7%21", "application/x-www-form-urlencoded", "user=a&password=TOKEN"],
  ])("passwords, by the name they stand under: %s", (body, contentType, expected) => {
    const result = masked(body, contentType);
    expect(decodeURIComponent(result).replace(/\[password:[0-9a-f]{8}\]/, "TOKEN")).toBe(expected);
  });

  it("base64, encoded again in the same alphabet", () => {
    const inner = Buffer.from(`the address is ${mail}.`).toString("base64");
    const result = JSON.parse(masked(JSON.stringify({ data: inner }), json)) as { data: string };
    expect(Buffer.from(result.data, "base64").toString()).toBe(`the address is ${token}.`);
  });

  it("numbers, which become strings", () => {
    const card = samples.card(seededRandom(1)).value.replaceAll(" ", "");
    expect(JSON.parse(masked(`{"card":${card},"next":"${card}"}`, json))).toEqual({
      card: tokenize("card", card, "token"),
      next: tokenize("card", card, "token"),
    });
  });

  it("a private key that is cut off, to its end", () => {
    const { value } = samples["private-key"](seededRandom(2));
    const cut = value.slice(0, 120);
    expect(masked(`a ${cut}`, "text/plain")).toMatch(/^a \[private-key:[0-9a-f]{8}\]$/);
    expect(masked(`{"a":"${cut.replaceAll("\n", "\\n")}`, json)).not.toContain(cut.slice(60, 100));
  });
});

describe("how it is masked", () => {
  it("tokens are equal for equal values and differ between keys", () => {
    const other = createTokenizer(createSealer("another key").fingerprint);
    expect(tokenize("email", mail, "token")).toMatch(/^\[email:[0-9a-f]{8}\]$/);
    expect(other("email", mail, "token")).not.toBe(tokenize("email", mail, "token"));
  });

  it.each([
    ["partial", `{"a":"***@example.com"}`],
    ["drop", `{"a":""}`],
  ] as const)("%s", (style, expected) => {
    expect(masked(`{"a":"${mail}"}`, json, { with: style })).toBe(expected);
  });

  it("refuse is a result, with the kind and never the value", () => {
    expect(mask(`{"a":"${mail}"}`, json, { detect: ["email"], with: "refuse" })).toEqual({
      ok: false,
      problem: "refused",
      kind: "email",
    });
  });

  it("the strictest of several obligations wins", () => {
    const plan = compileMaskPlan([
      { detect: ["email"], with: "partial" },
      { detect: ["email"], with: "drop" },
    ]);
    expect(plan && maskBody(Buffer.from(mail), null, plan, tokenize)).toMatchObject({
      ok: true,
      body: Buffer.alloc(0),
    });
  });

  it("counts by kind", () => {
    const result = mask(`["${mail}","${mail}","10.1.2.3"]`, json, { detect: ["email", "ip"] });
    expect(result.ok && [...result.counts]).toEqual([
      ["email", 2],
      ["ip", 1],
    ]);
  });
});

describe("fields", () => {
  const body = `{"user":{"name":"Anna","ids":[1,{"token":"a\\u0062"}],"größe":2},"token":{"x":"anna@example.com"}}`;

  it.each<[string, string]>([
    ["$.user.name", body.replace('"Anna"', "null")],
    ["$..token", body.replace('"a\\u0062"', "null").replace('{"x":"anna@example.com"}', "null")],
    ["$.user.ids[0]", body.replace("[1,", "[null,")],
    ["$.user.ids[*]", body.replace('[1,{"token":"a\\u0062"}]', "[null,null]")],
    ["$['user']['größe']", body.replace(":2}", ":null}")],
    ["$.user.ids[7]", body],
  ])("%s", (field, expected) => {
    expect(masked(body, json, { detect: ["npm-token"], fields: [field], with: "drop" })).toBe(expected);
  });

  it("of JSON that is cut off are masked as far as it goes", () => {
    expect(masked(`{"a":1,"token":{"x":"secr`, json, { detect: [], fields: ["$.token"], with: "token" })).toMatch(
      /^\{"a":1,"token":"\[field:[0-9a-f]{8}\]"$/,
    );
  });

  it("cannot be masked in what is not JSON, which is a failure and not a pass", () => {
    const problem = { ok: false, problem: "failed", kind: null };
    expect(mask(`}{"token":1}`, json, { fields: ["$.token"] })).toEqual(problem);
    expect(mask("[".repeat(500), json, { fields: ["$.token"] })).toEqual(problem);
  });

  it.each(["user", "$", "$.user[?@.a]", "$.a b", "$[-1]"])("%s is no path", (field) => {
    expect(() => compileMaskPlan([{ fields: [field], with: "drop" }])).toThrow(SyntaxError);
  });
});

test("patterns of one's own run in linear time", () => {
  const patterns = [{ kind: "badge", pattern: "(B-?)+[0-9]{4}" }];
  expect(masked(`{"a":"B-1234"}`, json, { detect: [], patterns, with: "drop" })).toBe(`{"a":""}`);
  expect(() => compileMaskPlan([{ patterns: [{ kind: "x", pattern: "(?=a)" }], with: "drop" }])).toThrow(SyntaxError);
});

test.each([
  ["letters", "a"],
  ["at signs", "a@"],
  ["beginnings of JWTs", "eyJ"],
  ["beginnings of keys", "-----BEGIN PRIVATE KEY-----"],
  ["digits", "4111 "],
  ["colons", "a:"],
  ["URLs", "a://b:"],
  ["quotes", '"'],
  ["escaped quotes", '\\"'],
  ["backslashes", "\\"],
  ["bearers", "bearer a1 "],
  ["names of passwords", "password=a1"],
  ["dots", "1.1"],
  ["names of secrets", "api_token=a1b2 "],
  ["names of secrets in one word", "api_key=token/"],
  ["names of national ids", "ssn bsn "],
  ["groups of digits", "2341 "],
])("a megabyte of %s takes no longer than a megabyte", (_, piece) => {
  const body = Buffer.from(piece.repeat(1_000_000 / piece.length));
  const startedAt = performance.now();
  expect(mask(body, json, { detect: everything }).ok).toBe(true);
  expect(performance.now() - startedAt).toBeLessThan(2_000);
});

test("hard negatives stay as they are", () => {
  const random = seededRandom(3);
  const changed = hardNegatives.filter((negative) => {
    const body = JSON.stringify({ a: negative(random) });
    return masked(body, json) !== body;
  });
  expect(changed).toHaveLength(0);
});
