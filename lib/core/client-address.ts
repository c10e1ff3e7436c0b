import { BlockList, isIP } from "node:net";

/** Proxies whose word on where a request came from is believed: addresses or CIDR ranges. Throws a RangeError for others. */
export function trustedProxies(entries: readonly string[]): BlockList {
  const list = new BlockList();
  for (const entry of entries) {
    const [, address = entry, prefix] = /^(.*)\/(\d{1,3})$/.exec(entry) ?? [];
    const family = isIP(address);
    if (family === 0) throw new RangeError(`${entry} is neither an address nor a range`);
    if (prefix === undefined) list.addAddress(address, family === 6 ? "ipv6" : "ipv4");
    else list.addSubnet(address, Number(prefix), family === 6 ? "ipv6" : "ipv4");
  }
  return list;
}

/**
 * Address of the client: the peer, and where that is a trusted proxy, the nearest entry of X-Forwarded-For that none of
 * them is. What stands further left was written by whoever sent it.
 */
export function clientAddress(
  peer: string | undefined,
  forwardedFor: string | null | undefined,
  trusted: BlockList,
): string | null {
  let address = plainAddress(peer ?? "");
  if (address === null) return null;
  const hops = forwardedFor ? forwardedFor.split(",") : [];
  while (hops.length > 0 && trusted.check(address, isIP(address) === 6 ? "ipv6" : "ipv4")) {
    const next = plainAddress(hops.pop()?.trim() ?? "");
    if (next === null) break;
    address = next;
  }
  return address;
}

/** Without the IPv6 clothes of an IPv4 address, and the port or brackets that some proxies add. */
function plainAddress(text: string): string | null {
  const bare = text
    .replace(/^\[(.*)\](?::\d+)?$/, "$1")
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1")
    .replace(/^::ffff:(?=\d+\.)/i, "");
  return isIP(bare) === 0 ? null : bare;
}
