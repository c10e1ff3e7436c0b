import type { Sealer } from "#lib/crypto/sealer.ts";
import { ConnectionCredential } from "./schemas.ts";

/** Opens a stored credential. Throws where it was sealed with another secret or is not one this program understands. */
export function openCredential(sealer: Sealer, sealed: Uint8Array): ConnectionCredential {
  return ConnectionCredential.parse(JSON.parse(sealer.open("credential", sealed).toString("utf8")));
}
