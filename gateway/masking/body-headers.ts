import { headerPairs, type RawHeaders } from "../message/raw-headers.ts";

/** What is told of the exact bytes of a body, which masking changes. */
const digests = ["content-md5", "content-digest", "digest", "repr-digest", "etag", "accept-ranges"];
const ofWholeAnswers = new Set([...digests, "content-length", "content-encoding"]);
const ofRequests = new Set(digests);

/** Headers of an answer that is given whole, masked and without its content coding. */
export function withoutBodyHeaders(headers: RawHeaders): string[] {
  return without(headers, ofWholeAnswers);
}

/** Headers of a request whose body was masked and put into the same content coding again. */
export function withoutDigests(headers: RawHeaders): string[] {
  return without(headers, ofRequests);
}

function without(headers: RawHeaders, dropped: ReadonlySet<string>): string[] {
  return [...headerPairs(headers)].filter(([name]) => !dropped.has(name.toLowerCase())).flat();
}
