/**
 * Operations of Datadog's API that answer with a live key or token, and the fields it is in. By operation, because `key`
 * is harmless elsewhere.
 */
const secretFields: [path: RegExp, fields: ReadonlySet<string>][] = [
  [/\/v1\/(?:api_key|application_key)(?:\/[^/]+)?$/i, new Set(["key", "hash"])],
  [/\/v1\/dashboard\/public(?:\/|$)/i, new Set(["token", "public_url"])],
  [
    /\/v2\/(?:[^/]+\/){0,2}(?:api_keys|application_keys|personal_access_tokens|access_tokens)(?:\/[^/]+)?$/i,
    new Set(["key"]),
  ],
  [/\/v2\/integrations\/confluent-cloud\//i, new Set(["api_key", "api_secret"])],
];

const hidden = "[masked]";

/** The body of an answer as it may be stored: without the live keys that this path (below the connection) answers with. */
export function withoutResponseSecrets(path: string, body: Buffer): Buffer {
  const [, fields] = secretFields.find(([pattern]) => pattern.test(path)) ?? [];
  if (!fields || body.length === 0) return body;
  try {
    const text = JSON.stringify(JSON.parse(body.toString("utf8")), (name, value: unknown) =>
      fields.has(name) && typeof value === "string" ? hidden : value,
    );
    return Buffer.from(text);
  } catch {
    // Cut off or not JSON: where the secrets are cannot be told, so nothing of it is kept.
    return Buffer.from(hidden);
  }
}
