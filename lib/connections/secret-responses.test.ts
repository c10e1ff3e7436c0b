import { expect, test } from "vitest";
import { withoutResponseSecrets } from "./secret-responses.ts";

const live = "0123456789abcdef0123456789abcdef";

test.each([
  ["/api/v2/api_keys", { data: { id: "1", attributes: { name: "ci", key: live } } }],
  ["/api/v2/current_user/application_keys/1", { data: { attributes: { key: live, last4: "cdef" } } }],
  ["/api/v2/service_accounts/2/access_tokens", { data: [{ attributes: { key: live } }] }],
  ["/api/v1/api_key", { api_keys: [{ name: "ci", key: live }] }],
  ["/v1/application_key/abc", { application_key: { hash: live } }],
  ["/api/v1/dashboard/public", { token: live, public_url: `https://p.datadoghq.com/sb/${live}` }],
])("of an answer of %s no live key is stored", (path, answer) => {
  const stored = withoutResponseSecrets(path, Buffer.from(JSON.stringify(answer))).toString();
  expect(stored).not.toContain(live);
  expect(Object.keys(JSON.parse(stored) as object)).toEqual(Object.keys(answer));
  expect(withoutResponseSecrets(path, Buffer.from(JSON.stringify(answer)).subarray(0, -2)).toString()).toBe("[masked]");
});

test("a field called key elsewhere is kept as it came", () => {
  const answer = Buffer.from('{"data": {"attributes": {"key": "DDFC-72247"}}}');
  expect(withoutResponseSecrets("/api/v2/cases/1", answer)).toBe(answer);
});
