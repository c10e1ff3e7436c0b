/** Header fields as they came: name, value, name, value. Order and repetitions are kept. */
export type RawHeaders = readonly string[];

/** Every value of the field `name` (lower case). */
export function headerValues(headers: RawHeaders, name: string): string[] {
  const values: string[] = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    if (isNamed(headers[index] ?? "", name)) values.push(headers[index + 1] ?? "");
  }
  return values;
}

/** The values of `name` as one, joined as RFC 9110 section 5.3 says; null where there is none. */
export function headerValue(headers: RawHeaders, name: string): string | null {
  let joined: string | null = null;
  for (let index = 0; index + 1 < headers.length; index += 2) {
    if (!isNamed(headers[index] ?? "", name)) continue;
    const value = headers[index + 1] ?? "";
    joined = joined === null ? value : `${joined}, ${value}`;
  }
  return joined;
}

/** A dozen headers are asked for in every call, and most fields are told apart by their length. */
function isNamed(field: string, name: string): boolean {
  return field.length === name.length && (field === name || field.toLowerCase() === name);
}

export function* headerPairs(headers: RawHeaders): Generator<[name: string, value: string]> {
  for (let index = 0; index + 1 < headers.length; index += 2) yield [headers[index] ?? "", headers[index + 1] ?? ""];
}

const hopByHop = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "proxy-authenticate",
  "proxy-authentication-info",
  "proxy-authorization",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "http2-settings",
]);

/** Headers that may pass a proxy (RFC 9110 section 7.6.1), without those in `dropped` (lower case). */
export function endToEndHeaders(headers: RawHeaders, dropped: ReadonlySet<string>): string[] {
  const connection = headerValue(headers, "connection");
  const named = connection === null ? nothing : new Set(connection.toLowerCase().split(/[ \t]*,[ \t]*/));
  const kept: string[] = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const name = headers[index] ?? "";
    const lower = name.toLowerCase();
    if (!hopByHop.has(lower) && !named.has(lower) && !dropped.has(lower)) kept.push(name, headers[index + 1] ?? "");
  }
  return kept;
}

const nothing: ReadonlySet<string> = new Set();
