import type { ConnectionKind } from "#lib/connections/schemas.ts";

export type Place = { kind: ConnectionKind; slug: string };

/** Address of a connection at this gateway: its resource identifier (RFC 8707), and the audience of its tokens. */
export function resourceUrl(gatewayUrl: string, { kind, slug }: Place): string {
  return `${gatewayUrl}/${kind}/${slug}`;
}
