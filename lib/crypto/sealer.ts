import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

const version = 1;
const nonceBytes = 12;
const tagBytes = 16;

/** Seals bytes for one purpose, so that what was sealed as a payload cannot be opened as a credential. */
export type Sealer = {
  seal(purpose: SealPurpose, plain: Buffer | string): Buffer;
  /** Throws if the bytes were changed, sealed for another purpose, or sealed with another secret. */
  open(purpose: SealPurpose, sealed: Uint8Array): Buffer;
};

export type SealPurpose = "credential" | "payload" | "hold" | "installation";

/**
 * AES-256-GCM (NIST SP 800-38D) under a key derived from HOLDPOINT_SECRET by HKDF-SHA-256 (RFC 5869), one key a
 * purpose. Layout: version (1 byte), nonce (12, random), tag (16), ciphertext.
 */
export function createSealer(secret: string): Sealer {
  const keys = new Map<SealPurpose, Buffer>();
  function keyOf(purpose: SealPurpose): Buffer {
    let key = keys.get(purpose);
    if (!key) {
      key = Buffer.from(hkdfSync("sha256", secret, "holdpoint", `seal:${purpose}`, 32));
      keys.set(purpose, key);
    }
    return key;
  }
  return {
    seal(purpose, plain) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv("aes-256-gcm", keyOf(purpose), nonce);
      const body = Buffer.concat([cipher.update(plain), cipher.final()]);
      return Buffer.concat([Buffer.from([version]), nonce, cipher.getAuthTag(), body]);
    },
    open(purpose, sealed) {
      const bytes = Buffer.from(sealed);
      if (bytes[0] !== version) throw new Error(`sealed with an unknown version: ${bytes[0]}`);
      const nonce = bytes.subarray(1, 1 + nonceBytes);
      const tag = bytes.subarray(1 + nonceBytes, 1 + nonceBytes + tagBytes);
      const decipher = createDecipheriv("aes-256-gcm", keyOf(purpose), nonce);
      decipher.setAuthTag(tag);
      return Buffer.concat([decipher.update(bytes.subarray(1 + nonceBytes + tagBytes)), decipher.final()]);
    },
  };
}

/** A secret for another use (session cookies, the embedded provider's clients), derived from HOLDPOINT_SECRET. */
export function deriveSecret(secret: string, purpose: string): string {
  return Buffer.from(hkdfSync("sha256", secret, "holdpoint", `derive:${purpose}`, 32)).toString("base64url");
}
