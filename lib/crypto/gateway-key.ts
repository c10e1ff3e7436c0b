import { randomBytes } from "node:crypto";
import { sha256Hex } from "./request-digest.ts";

const prefix = "hp_";

/** A new gateway key with 256 random bits, its hash as stored, and a hint to recognise it by. */
export function newGatewayKey(): { key: string; hash: string; hint: string } {
  const key = prefix + randomBytes(32).toString("base64url");
  return { key, hash: gatewayKeyHash(key), hint: key.slice(0, 7) };
}

/** SHA-256 (hex): enough for a secret with 256 random bits, and fast enough for every call. */
export function gatewayKeyHash(key: string): string {
  return sha256Hex(key);
}

export function looksLikeGatewayKey(text: string): boolean {
  return text.startsWith(prefix);
}
