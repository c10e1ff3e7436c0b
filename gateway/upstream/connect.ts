import dns from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { buildConnector } from "undici";
import type { AddressRules } from "#lib/connections/address-rules.ts";

const connectTimeoutMs = 5_000;

/** How sockets to upstreams and token endpoints are opened. */
export type Connect = buildConnector.connector;

/** An address that no upstream may have, or none here. */
export class AddressRefused extends Error {}

/**
 * Opens sockets to allowed addresses only. What is checked is what is connected to: a literal address before, a name when
 * it is resolved for this socket, so that a name which changes its mind (DNS rebinding) gains nothing.
 */
export function upstreamConnect(rules: AddressRules, lookup: LookupFunction = dns.lookup): Connect {
  const connect = buildConnector({ timeout: connectTimeoutMs, lookup: checkedLookup(rules, lookup) });
  return (options, callback) => {
    const problem = rules.problemWithHost(options.hostname);
    if (problem === null) connect(options, callback);
    else process.nextTick(callback, new AddressRefused(problem), null);
  };
}

/** Every address that the name has must be allowed: which of them is tried first is not ours to choose. */
function checkedLookup(rules: AddressRules, lookup: LookupFunction): LookupFunction {
  return (host, options, callback) => {
    lookup(host, options, (error, address, family) => {
      if (error) return callback(error, address, family);
      const addresses = Array.isArray(address) ? address.map((entry) => entry.address) : [address];
      for (const each of addresses) {
        const problem = isIP(each) === 0 ? "not an address" : rules.problemWithAddress(each, host);
        if (problem !== null) return callback(new AddressRefused(problem), address, family);
      }
      return callback(null, address, family);
    });
  };
}
