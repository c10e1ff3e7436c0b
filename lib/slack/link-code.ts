import { randomInt } from "node:crypto";
import { sha256Hex } from "#lib/crypto/request-digest.ts";

/** Without letters and digits that are taken for one another. */
const alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/** A new code of 60 random bits, such as `ABCD-EFGH-JKLM`. */
export function newLinkCode(): string {
  const characters = Array.from({ length: 12 }, () => alphabet[randomInt(alphabet.length)] ?? "");
  return characters.join("").replaceAll(/(.{4})(?!$)/g, "$1-");
}

/** SHA-256 (hex) of a code, however it was typed. */
export function linkCodeHash(code: string): string {
  return sha256Hex(code.toUpperCase().replaceAll(/[^A-Z0-9]/g, ""));
}
