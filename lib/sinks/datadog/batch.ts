const maxEntries = 1_000;
/** Datadog takes 5 MB uncompressed; the margin is for the brackets and for a stricter proxy in between. */
const maxBatchBytes = 4_500_000;

/** Splits events, in order, into batches that the intake takes: at most 1,000 entries and 4.5 MB each. */
export function batchEvents<Entry extends { json: string }>(entries: readonly Entry[]): Entry[][] {
  const batches: Entry[][] = [];
  let batch: Entry[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const entryBytes = Buffer.byteLength(entry.json) + 1;
    if (batch.length > 0 && (batch.length === maxEntries || bytes + entryBytes > maxBatchBytes)) {
      batches.push(batch);
      batch = [];
      bytes = 0;
    }
    batch.push(entry);
    bytes += entryBytes;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
