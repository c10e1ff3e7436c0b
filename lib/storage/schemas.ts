import { z } from "zod";

const Value = z.string().trim().min(1).max(200);

/**
 * Where files are written: S3 or what speaks like it (`https://bucket.s3.region.amazonaws.com/prefix`, or
 * `https://endpoint/bucket/prefix`), or a folder inside the one for exports (`file:///nightly`).
 */
export const StorageAddress = z
  .strictObject({
    url: z
      .string()
      .trim()
      .max(500)
      .transform((url) => url.replace(/\/+$/, ""))
      .refine(
        (url) => /^file:\/\/\/[a-z0-9][a-z0-9_-]*$/i.test(url) || /^https?:\/\/[^\s/?#@]+(?:\/[^\s?#@]+)*$/.test(url),
        "Give the address of a bucket, such as https://bucket.s3.eu-central-1.amazonaws.com/holdpoint, or file:///name for a folder.",
      ),
    /** S3: whose key it is, and the region that signatures name. */
    accessKeyId: Value.optional(),
    region: Value.optional(),
    /** https: certificates (PEM) to trust beside the well-known ones. */
    certificates: z.string().max(100_000).optional(),
  })
  .refine(({ url, accessKeyId }) => url.startsWith("file:") || accessKeyId !== undefined, {
    message: "Give the access key id.",
    path: ["accessKeyId"],
  });
export type StorageAddress = z.infer<typeof StorageAddress>;

/** Secret access key of S3; absent or empty for a folder. */
export const StorageSecret = z.string().trim().max(5_000);

export type StoredFile = { name: string; rows: number; bytes: number; sha256: string };
