/** Paths of Datadog's API that carry a live key or token, wherever the connection's base address ends. */
const secretSegments: [pattern: RegExp, shown: string][] = [
  [/(\/v1\/(?:api_key|application_key)\/)[^/]+/i, "$1{key}"],
  [/(\/v1\/dashboard\/public\/)[^/]+/i, "$1{token}"],
];

/** The path as it may be recorded and shown: a placeholder stands where a secret is. */
export function withoutPathSecrets(path: string): string {
  return secretSegments.reduce((shown, [pattern, replacement]) => shown.replace(pattern, replacement), path);
}
