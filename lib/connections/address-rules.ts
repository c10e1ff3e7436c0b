import { BlockList, isIP } from "node:net";

/** Which addresses the gateway may connect to. `problem…` is null where it may, else a sentence. */
export type AddressRules = {
  /** Of a host as a URL has it: a name, or an address (IPv6 in brackets). */
  problemWithHost: (host: string) => string | null;
  /** Of an address that `host` was resolved to. */
  problemWithAddress: (address: string, host: string) => string | null;
};

/** Never an upstream, whatever is allowed: link-local and metadata services, multicast, unspecified, reserved. */
const neverRanges = [
  ["0.0.0.0", 8],
  ["169.254.0.0", 16],
  ["100.100.100.200", 32],
  ["168.63.129.16", 32],
  ["192.0.0.192", 32],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
  ["::", 128],
  ["fe80::", 10],
  ["ff00::", 8],
  ["fd00:ec2::254", 128],
] as const;

const neverNames = new Set([
  "metadata",
  "metadata.google.internal",
  "metadata.goog",
  "instance-data",
  "instance-data.ec2.internal",
]);

/** Inside somebody's network (RFC 6890), or IPv6 that stands for an IPv4 address which could be. */
const privateRanges = [
  ["127.0.0.0", 8],
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["100.64.0.0", 10],
  ["192.0.0.0", 24],
  ["198.18.0.0", 15],
  ["::1", 128],
  ["fc00::", 7],
  ["fec0::", 10],
  ["64:ff9b::", 96],
  ["64:ff9b:1::", 48],
  ["2001::", 32],
  ["2002::", 16],
] as const;

const never = listOf(neverRanges);
const inside = listOf(privateRanges);

/**
 * Rules that let upstreams be anywhere in public, and inside the private ranges only where `allowPrivate` says so: CIDR
 * ranges, addresses or host names; `variable` is where an operator says so. Throws a RangeError for a range that is none.
 */
export function addressRules(
  allowPrivate: readonly string[],
  variable: "UPSTREAM_ALLOW_PRIVATE" | "WEBHOOK_ALLOW_PRIVATE" = "UPSTREAM_ALLOW_PRIVATE",
): AddressRules {
  const allowed = new BlockList();
  const allowedNames = new Set<string>();
  for (const entry of allowPrivate) {
    const [, address = entry, prefix] = /^(.*)\/(.*)$/.exec(entry) ?? [];
    const family = isIP(address);
    if (family === 0 && prefix === undefined) allowedNames.add(plainName(address));
    else addRange(allowed, address, prefix === undefined ? (family === 6 ? 128 : 32) : prefixOf(prefix));
  }

  function problemWithAddress(address: string, host: string): string | null {
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (never.check(address, family)) {
      return `${address} is an address that no upstream may have (link-local, metadata, multicast or unspecified).`;
    }
    if (!inside.check(address, family) || allowed.check(address, family) || allowedNames.has(plainName(host)))
      return null;
    return `${address} is inside a private network. An operator can allow it with ${variable}.`;
  }

  return {
    problemWithAddress,
    problemWithHost(host) {
      const address = host.replace(/^\[(.*)\]$/, "$1");
      if (isIP(address) !== 0) return problemWithAddress(address, host);
      const name = plainName(host);
      if (neverNames.has(name)) return `${name} is a metadata service, which no upstream may be.`;
      return name === "localhost" || name.endsWith(".localhost") ? problemWithAddress("127.0.0.1", host) : null;
    },
  };
}

function plainName(host: string): string {
  return host.toLowerCase().replace(/\.$/, "");
}

/** Not `Number` alone: that makes 0 of nothing, which is the range of everything. */
function prefixOf(text: string): number {
  return /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
}

function listOf(ranges: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [address, prefix] of ranges) addRange(list, address, prefix);
  return list;
}

function addRange(list: BlockList, address: string, prefix: number): void {
  const family = isIP(address);
  if (family === 0 || !Number.isInteger(prefix))
    throw new RangeError(`${address}/${prefix} is not a range of addresses`);
  list.addSubnet(address, prefix, family === 6 ? "ipv6" : "ipv4");
}
