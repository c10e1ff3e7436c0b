/** Header fields as they came: name, value, name, value. Order and repetitions are kept. */
export type RawHeaders = readonly string[];

/** Every value of the field `name` (lower case). */
export function headerValues(headers: RawHeaders, name: string): string[] {
  const values: string[] = [];
  for (const [field, value] of headerPairs(headers)) if (field.toLowerCase() === name) values.push(value);
  return values;
}

/** The values of `name` as one, joined as RFC 9110 section 5.3 says; null where there is none. */
export function headerValue(headers: RawHeaders, name: string): string | null {
  const values = headerValues(headers, name);
  return values.length === 0 ? null : values.join(", ");
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
  const named = new Set((headerValue(headers, "connection") ?? "").split(",").map((name) => name.trim().toLowerCase()));
  const kept: string[] = [];
  for (const [name, value] of headerPairs(headers)) {
    const lower = name.toLowerCase();
    if (!hopByHop.has(lower) && !named.has(lower) && !dropped.has(lower)) kept.push(name, value);
  }
  return kept;
}
