import { z } from "zod";

/** Times leave as RFC 3339 text and come so. */
export const Time = z.date();
export const MaybeTime = z.date().nullable();
export const Instant = z.iso.datetime({ offset: true }).transform((text) => new Date(text));
export const Id = z.object({ id: z.string() });

/** A file in a storage; its checksum in hex. */
export const StoredFile = z.object({
  name: z.string(),
  rows: z.number().int(),
  bytes: z.number().int(),
  sha256: z.string(),
});
