import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate } from "node:zlib";

const decoders = {
  gzip: promisify(gunzip),
  "x-gzip": promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};

/** Content codings that can be looked into, as an Accept-Encoding. */
export const inspectableEncodings: ReadonlySet<string> = new Set([...Object.keys(decoders), "identity"]);

/**
 * The body without its content coding (RFC 9110 section 8.4), for inspection. Null where the coding is unknown or
 * stacked, the data is broken, or it grows beyond `maxBytes`.
 */
export async function decodeBody(body: Buffer, encoding: string | null, maxBytes: number): Promise<Buffer | null> {
  const coding = (encoding ?? "identity").trim().toLowerCase();
  if (coding === "identity" || coding === "") return body;
  if (!isCoding(coding)) return null;
  try {
    return await decoders[coding](body, { maxOutputLength: maxBytes });
  } catch {
    return null;
  }
}

function isCoding(coding: string): coding is keyof typeof decoders {
  return Object.hasOwn(decoders, coding);
}
