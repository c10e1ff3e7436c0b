import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomFillSync,
  type KeyObject,
} from "node:crypto";

const version = 1;
const nonceBytes = 12;
const tagBytes = 16;
const headBytes = 1 + nonceBytes + tagBytes;

/** Seals bytes for one purpose, so that what was sealed as a payload cannot be opened as a credential. */
export type Sealer = {
  seal(purpose: SealPurpose, plain: Buffer | string): Buffer;
  /** Throws if the bytes were changed, sealed for another purpose, or sealed with another secret. */
  open(purpose: SealPurpose, sealed: Uint8Array): Buffer;
  /** Keyed hash (HMAC-SHA-256, hex): equal for equal text, and of no use to anybody who tries candidates without the key. */
  fingerprint: (text: string) => string;
};

export type SealPurpose = "credential" | "payload" | "hold" | "installation" | "spool" | "export";

/**
 * AES-256-GCM (NIST SP 800-38D) under a key derived from HOLDPOINT_SECRET by HKDF-SHA-256 (RFC 5869), one key a
 * purpose. Layout: version (1 byte), nonce (12, random), tag (16), ciphertext.
 */
export function createSealer(secret: string): Sealer {
  const keys = new Map<SealPurpose, KeyObject>();
  function keyOf(purpose: SealPurpose): KeyObject {
    let key = keys.get(purpose);
    if (!key) {
      key = createSecretKey(Buffer.from(hkdfSync("sha256", secret, "holdpoint", `seal:${purpose}`, 32)));
      keys.set(purpose, key);
    }
    return key;
  }
  const fingerprintKey = Buffer.from(hkdfSync("sha256", secret, "holdpoint", "fingerprint", 32));
  return {
    fingerprint: (text) => createHmac("sha256", fingerprintKey).update(text).digest("hex"),
    seal(purpose, plain) {
      const nonce = freshNonce();
      const cipher = createCipheriv("aes-256-gcm", keyOf(purpose), nonce);
      const body = cipher.update(plain);
      cipher.final();
      // Bodies are copied once, into their place.
      const sealed = Buffer.allocUnsafe(headBytes + body.length);
      sealed[0] = version;
      sealed.set(nonce, 1);
      sealed.set(cipher.getAuthTag(), 1 + nonceBytes);
      sealed.set(body, headBytes);
      return sealed;
    },
    open(purpose, sealed) {
      const bytes = Buffer.from(sealed);
      if (bytes[0] !== version) throw new Error(`sealed with an unknown version: ${bytes[0]}`);
      const nonce = bytes.subarray(1, 1 + nonceBytes);
      const tag = bytes.subarray(1 + nonceBytes, headBytes);
      const decipher = createDecipheriv("aes-256-gcm", keyOf(purpose), nonce);
      decipher.setAuthTag(tag);
      return Buffer.concat([decipher.update(bytes.subarray(headBytes)), decipher.final()]);
    },
  };
}

const nonces = Buffer.alloc(nonceBytes * 512);
let nextNonce = nonces.length;

/** Random bytes that are used once; fetched many at a time, because fetching costs more than they do. */
function freshNonce(): Buffer {
  if (nextNonce === nonces.length) {
    randomFillSync(nonces);
    nextNonce = 0;
  }
  nextNonce += nonceBytes;
  return nonces.subarray(nextNonce - nonceBytes, nextNonce);
}

/** A secret for another use (session cookies, the embedded provider's clients), derived from HOLDPOINT_SECRET. */
export function deriveSecret(secret: string, purpose: string): string {
  return Buffer.from(hkdfSync("sha256", secret, "holdpoint", `derive:${purpose}`, 32)).toString("base64url");
}
