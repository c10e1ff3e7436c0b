import { NextRequest } from "next/server";
import { expect, test } from "vitest";
import { proxy } from "../../proxy.ts";

function visit(path: string, cookie?: string) {
  return proxy(new NextRequest(`http://127.0.0.1:3000${path}`, { headers: cookie ? { cookie } : {} }));
}

function nonceOf(response: Response): string | undefined {
  return /'nonce-([^']+)'/.exec(response.headers.get("content-security-policy") ?? "")?.[1];
}

test("without a session cookie a page leads to the sign-in page, which knows the way back", () => {
  const { pathname, search } = new URL(visit("/audit?status=denied").headers.get("location") ?? "");
  expect(pathname + search).toBe("/sign-in?from=%2Faudit%3Fstatus%3Ddenied");
});

test("with any session cookie the page is drawn: what the cookie is worth is not decided here", () => {
  expect(visit("/audit", "holdpoint.session=anything").headers.get("location")).toBeNull();
  expect(visit("/sign-in").headers.get("location")).toBeNull();
});

test("each page has a policy with a nonce of its own, and no page may be framed or run foreign scripts", () => {
  const [first, second] = [visit("/sign-in"), visit("/sign-in")];
  expect(nonceOf(first)).toBeDefined();
  expect(nonceOf(first)).not.toBe(nonceOf(second));
  const policy = first.headers.get("content-security-policy") ?? "";
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).toContain("default-src 'none'");
  expect(/script-src[^;]*/.exec(policy)?.[0]).not.toMatch(/unsafe/);
});
