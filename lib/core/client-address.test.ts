import { expect, test } from "vitest";
import { clientAddress, trustedProxies } from "./client-address.ts";

const trusted = trustedProxies(["10.0.0.0/8", "192.0.2.1", "2001:db8::/32"]);

test.each([
  ["a peer that is no proxy speaks for itself", "203.0.113.9", "198.51.100.1", "203.0.113.9"],
  ["a proxy names its client", "10.0.0.1", "198.51.100.1", "198.51.100.1"],
  ["what a client wrote itself is not believed", "10.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"],
  [
    "a chain of proxies is followed to its first stranger",
    "10.0.0.1",
    "1.1.1.1, 198.51.100.1, 192.0.2.1",
    "198.51.100.1",
  ],
  ["a proxy without the header is the client", "10.0.0.1", null, "10.0.0.1"],
  ["garbage ends the search", "10.0.0.1", "198.51.100.1, unknown", "10.0.0.1"],
  ["ports and brackets are left out", "::ffff:10.0.0.1", "[2001:db9::7]:443", "2001:db9::7"],
  ["a port of IPv4 is left out", "2001:db8::1", "198.51.100.1:1234", "198.51.100.1"],
])("%s", (_what, peer, forwardedFor, expected) => {
  expect(clientAddress(peer, forwardedFor, trusted)).toBe(expected);
});

test("without trusted proxies no header is believed", () => {
  expect(clientAddress("127.0.0.1", "198.51.100.1", trustedProxies([]))).toBe("127.0.0.1");
});

test.each(["10.0.0.0/x", "proxy.example.com", "10.0.0.0/40", ""])("%s is no proxy to trust", (entry) => {
  expect(() => trustedProxies([entry])).toThrow(RangeError);
});
