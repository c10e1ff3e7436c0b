/** A piece of a file, and how many events came to their end in it. */
export type ExportChunk = { bytes: Buffer; rows: number };
