import type { Sealer } from "#lib/crypto/sealer.ts";
import type { ConnectionCredential } from "./schemas.ts";

/** The sealed credential to store for these headers; null for none. */
export function sealCredential(sealer: Sealer, headers: { name: string; value: string }[]): Buffer<ArrayBuffer> | null {
  if (headers.length === 0) return null;
  const credential: ConnectionCredential = {
    headers: Object.fromEntries(headers.map(({ name, value }) => [name.toLowerCase(), value])),
  };
  return Buffer.from(sealer.seal("credential", JSON.stringify(credential)));
}
