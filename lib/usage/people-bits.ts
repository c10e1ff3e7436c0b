/**
 * Different people as a set of bits, one for each number (`numberPeople`): a set of a thousand people is 125 bytes, and however
 * many hours and days are joined, each of them counts once. Adds numbers to a stored set; null where nobody is in it.
 */
export function addPeople(stored: Uint8Array | null, numbers: readonly number[]): Buffer | null {
  const highest = Math.max(-1, ...numbers);
  const bits = Buffer.alloc(Math.max(stored?.length ?? 0, (highest + 8) >> 3));
  if (stored) bits.set(stored);
  for (const number of numbers) bits[number >> 3] = (bits[number >> 3] ?? 0) | (1 << (number & 7));
  return bits.length === 0 ? null : bits;
}

/** How many different people are in stored sets together. */
export function countPeople(sets: readonly Uint8Array[]): number {
  const all = new Uint8Array(Math.max(0, ...sets.map(({ length }) => length)));
  for (const set of sets) for (let at = 0; at < set.length; at++) all[at] = (all[at] ?? 0) | (set[at] ?? 0);
  let count = 0;
  for (let byte of all) for (; byte > 0; byte &= byte - 1) count++;
  return count;
}
