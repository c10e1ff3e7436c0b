import type { MaskStyle } from "./schemas.ts";

/** What stands in the place of a sensitive value. */
export type Tokenizer = (kind: string, value: string, style: MaskStyle) => string;

const shownCharacters = 4;

/**
 * Tokens such as `[email:5f1c09d2]`: the same for the same value under the same key, so that people can follow a value
 * without seeing it. `fingerprint` is keyed, which keeps anybody from finding a value by trying candidates.
 */
export function createTokenizer(fingerprint: (text: string) => string): Tokenizer {
  return (kind, value, style) => {
    if (style === "drop") return "";
    if (style === "partial") return partial(kind, value);
    return `[${kind}:${fingerprint(`${kind}\0${value}`).slice(0, 8)}]`;
  };
}

/** The end of long values, and of e-mail addresses the domain. */
function partial(kind: string, value: string): string {
  if (kind === "email") return `***${value.slice(value.indexOf("@"))}`;
  return value.length >= 3 * shownCharacters ? `***${value.slice(-shownCharacters)}` : "***";
}
