import { looksLikeGatewayKey } from "#lib/crypto/gateway-key.ts";

/** Where Datadog's API (and RFC 6750 section 2.3) let callers put a credential into the query. */
const keyParameters = new Set(["api_key", "application_key"]);
const credentialParameters = new Set([...keyParameters, "access_token"]);

/** The query without the caller's credentials, and those of them that the gateway may take as its own. */
export function splitQuery(query: string): { query: string; keys: string[] } {
  if (query === "") return { query, keys: [] };
  const kept: string[] = [];
  const keys: string[] = [];
  for (const parameter of query.split("&")) {
    const [name, value] = decodeParameter(parameter);
    if (keyParameters.has(name)) keys.push(value);
    if (!credentialParameters.has(name) && !looksLikeGatewayKey(value)) kept.push(parameter);
  }
  return { query: kept.join("&"), keys };
}

/** The query without the parameters of these names. */
export function withoutParameters(query: string, names: ReadonlyMap<string, string>): string {
  if (names.size === 0 || query === "") return query;
  return query
    .split("&")
    .filter((parameter) => !names.has(decodeParameter(parameter)[0]))
    .join("&");
}

function decodeParameter(parameter: string): [name: string, value: string] {
  const [pair] = new URLSearchParams(parameter.replace(/^\?/, ""));
  return pair ?? ["", ""];
}
