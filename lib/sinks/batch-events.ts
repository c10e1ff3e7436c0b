/** Splits events, in order, into batches that a sink takes. Those without text are not sent and take no room. */
export function batchEvents<Entry extends { text: string | null }>(
  entries: readonly Entry[],
  limits: { maxEntries: number; maxBytes: number },
): Entry[][] {
  const batches: Entry[][] = [];
  let batch: Entry[] = [];
  let count = 0;
  let bytes = 0;
  for (const entry of entries) {
    const entryBytes = entry.text === null ? 0 : Buffer.byteLength(entry.text) + 1;
    const isFull = count === limits.maxEntries || (count > 0 && bytes + entryBytes > limits.maxBytes);
    if (entry.text !== null && isFull) {
      batches.push(batch);
      batch = [];
      count = 0;
      bytes = 0;
    }
    batch.push(entry);
    if (entry.text !== null) count += 1;
    bytes += entryBytes;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}
