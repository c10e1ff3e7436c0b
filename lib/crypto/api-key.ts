import { randomBytes } from "node:crypto";
import { sha256Hex } from "./request-digest.ts";

const prefix = "hpk_";

/** A new key for the console's API with 256 random bits, its hash as stored, and a hint to recognise it by. */
export function newApiKey(): { key: string; hash: string; hint: string } {
  const key = prefix + randomBytes(32).toString("base64url");
  return { key, hash: apiKeyHash(key), hint: key.slice(0, 8) };
}

/** SHA-256 (hex): enough for a secret with 256 random bits. */
export function apiKeyHash(key: string): string {
  return sha256Hex(key);
}

export function looksLikeApiKey(text: string): boolean {
  return text.startsWith(prefix) && text.length < 100;
}
