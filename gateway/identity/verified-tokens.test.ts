import { afterEach, expect, test, vi } from "vitest";
import { VerifiedTokens } from "./verified-tokens.ts";

const keys = 1;
const inSeconds = (seconds: number): number => Math.floor(Date.now() / 1_000) + seconds;

afterEach(() => {
  vi.useRealTimers();
});

test("a verified token is known again for the same audiences and the same keys only", () => {
  const tokens = new VerifiedTokens();
  const claims = { sub: "agent", exp: inSeconds(300) };
  tokens.keep("a.b.c", ["https://one"], keys, claims);
  expect(tokens.find("a.b.c", ["https://one"], keys)).toBe(claims);
  expect(tokens.find("a.b.c", ["https://two"], keys)).toBeUndefined();
  expect(tokens.find("a.b.d", ["https://one"], keys)).toBeUndefined();
  expect(tokens.find("a.b.c", ["https://one"], 2)).toBeUndefined();
});

test("a token is verified again once it has expired, and after a minute in any case", () => {
  vi.useFakeTimers();
  const tokens = new VerifiedTokens();
  tokens.keep("short", [], keys, { exp: inSeconds(10) });
  tokens.keep("long", [], keys, { exp: inSeconds(3_600) });
  vi.advanceTimersByTime(11_000);
  expect(tokens.find("short", [], keys)).toBeUndefined();
  expect(tokens.find("long", [], keys)).toBeDefined();
  vi.advanceTimersByTime(50_000);
  expect(tokens.find("long", [], keys)).toBeUndefined();
});

test("the oldest make room, so that strangers cannot fill the memory", () => {
  const tokens = new VerifiedTokens();
  for (let index = 0; index <= 10_000; index++) tokens.keep(`token ${index}`, [], keys, { exp: inSeconds(60) });
  expect(tokens.find("token 0", [], keys)).toBeUndefined();
  expect(tokens.find("token 1", [], keys)).toBeDefined();
});
