const digits = "0123456789";
const lower = "abcdefghijklmnopqrstuvwxyz";
export const alphabets = {
  digits,
  hex: `${digits}abcdef`,
  upper: lower.toUpperCase(),
  base32: `${lower.toUpperCase()}234567`,
  alphanumeric: digits + lower + lower.toUpperCase(),
  base64: `${digits}${lower}${lower.toUpperCase()}+/`,
  base64url: `${digits}${lower}${lower.toUpperCase()}-_`,
};

/** Random choices that are the same for the same seed. */
export type Random = {
  below: (limit: number) => number;
  pick: <T>(choices: readonly [T, ...T[]]) => T;
  text: (alphabet: string, length: number) => string;
  bytes: (length: number) => Buffer;
};

/** mulberry32: small and even, and never used for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }
  const below = (limit: number): number => Math.floor(next() * limit);
  return {
    below,
    pick: (choices) => choices[below(choices.length)] ?? choices[0],
    text: (alphabet, length) => Array.from({ length }, () => alphabet[below(alphabet.length)]).join(""),
    bytes: (length) => Buffer.from(Array.from({ length }, () => below(256))),
  };
}
