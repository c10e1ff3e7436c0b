import type { buildConnector } from "undici";

const connectTimeoutMs = 5_000;

/** How sockets to upstreams and token endpoints are opened. */
export type Connect = buildConnector.BuildOptions;

export function upstreamConnect(): Connect {
  return { timeout: connectTimeoutMs };
}
