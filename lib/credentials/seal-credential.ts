import type { Sealer } from "#lib/crypto/sealer.ts";
import type { ConnectionCredential } from "./schemas.ts";

/** The credential as it is stored; null for none. */
export function sealCredential(sealer: Sealer, credential: ConnectionCredential | null): Buffer<ArrayBuffer> | null {
  return credential && Buffer.from(sealer.seal("credential", JSON.stringify(credential)));
}
