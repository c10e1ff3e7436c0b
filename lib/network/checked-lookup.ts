import { isIP, type LookupFunction } from "node:net";
import type { AddressRules } from "#lib/connections/address-rules.ts";

/** An address that may not be connected to, or none at all. */
export class AddressRefused extends Error {}

/** Every address that the name has must be allowed: which of them is tried first is not ours to choose. */
export function checkedLookup(rules: AddressRules, lookup: LookupFunction): LookupFunction {
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
