import { promisify } from "node:util";
import { brotliCompress, deflate, gzip } from "node:zlib";

const encoders = {
  gzip: promisify<Buffer, Buffer>(gzip),
  "x-gzip": promisify<Buffer, Buffer>(gzip),
  deflate: promisify<Buffer, Buffer>(deflate),
  br: promisify<Buffer, Buffer>(brotliCompress),
};

/** The body in a content coding that `decodeBody` has taken off. */
export async function encodeBody(body: Buffer, encoding: string | null): Promise<Buffer> {
  const coding = (encoding ?? "identity").trim().toLowerCase();
  return isCoding(coding) ? encoders[coding](body) : body;
}

function isCoding(coding: string): coding is keyof typeof encoders {
  return Object.hasOwn(encoders, coding);
}
