import type { ConnectionKind } from "#lib/connections/schemas.ts";

/** A Host that leads to an HTTP connection without a path prefix, for clients that insist on host names. */
export type VirtualHost = { pattern: RegExp; slug: string };

type Hosted = { slug: string; kind: ConnectionKind; hosts: readonly string[] };

/** In the order of connections, so that where two want a host it is always the same one that gets it. */
export function compileVirtualHosts(connections: readonly Hosted[]): VirtualHost[] {
  return connections
    .filter(({ kind }) => kind === "http")
    .flatMap(({ slug, hosts }) => hosts.map((glob) => ({ pattern: patternOf(glob), slug })));
}

/** The connection that a Host header (RFC 9110 section 7.2) leads to; the gateway's own host leads to none. */
export function findVirtualHost(
  virtualHosts: readonly VirtualHost[],
  host: string,
  gatewayUrl: string,
): string | undefined {
  if (virtualHosts.length === 0 || host.toLowerCase() === new URL(gatewayUrl).host) return undefined;
  const name = host.toLowerCase().replace(/:\d*$/, "");
  return virtualHosts.find(({ pattern }) => pattern.test(name))?.slug;
}

/** `*` stands for anything, dots too. */
function patternOf(glob: string): RegExp {
  return new RegExp(
    `^${glob
      .toLowerCase()
      .replaceAll(".", String.raw`\.`)
      .replaceAll("*", ".*")}$`,
  );
}
