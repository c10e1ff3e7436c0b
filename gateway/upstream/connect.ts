import dns from "node:dns";
import type { LookupFunction } from "node:net";
import { buildConnector, errors } from "undici";
import type { AddressRules } from "#lib/connections/address-rules.ts";
import { AddressRefused, checkedLookup } from "#lib/network/checked-lookup.ts";

const connectTimeoutMs = 5_000;

/** How sockets to upstreams and token endpoints are opened. */
export type Connect = buildConnector.connector;

/**
 * Opens sockets to allowed addresses only. What is checked is what is connected to: a literal address before, a name when
 * it is resolved for this socket, so that a name which changes its mind (DNS rebinding) gains nothing.
 */
export function upstreamConnect(rules: AddressRules, lookup: LookupFunction = dns.lookup): Connect {
  const connect = buildConnector({ timeout: connectTimeoutMs, lookup: checkedLookup(rules, lookup) });
  return (options, callback) => {
    const problem = rules.problemWithHost(options.hostname);
    if (problem === null) connect(options, marked(callback));
    else process.nextTick(callback, new AddressRefused(problem), null);
  };
}

/** Sockets that had answered before they failed, by the error they failed with. */
const answeredBefore = new WeakSet<object>();

/**
 * Whether a request whose answer had not begun failed on a socket that was kept alive: it had answered others, so it is the
 * other side that closed it meanwhile.
 */
export function wasStale(error: unknown): boolean {
  if (error instanceof errors.SocketError) return (error.socket?.bytesRead ?? 0) > 0;
  return typeof error === "object" && error !== null && answeredBefore.has(error);
}

function marked(callback: buildConnector.Callback): buildConnector.Callback {
  return (...result) => {
    const [, socket] = result;
    // Before undici's own listener, which hands the error on.
    socket?.prependListener("error", (error) => {
      if (socket.bytesRead > 0) answeredBefore.add(error);
    });
    callback(...result);
  };
}
