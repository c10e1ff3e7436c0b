// Apart from schemas.ts, so that pages that check no input need not load what checks it.

/** Credentials that are always masked in what is stored, and what rules may ask to have masked elsewhere. */
export const credentialKinds = [
  "private-key",
  "authorization",
  "jwt",
  "connection-string",
  "aws-key",
  "gcp-key",
  "azure-key",
  "github-token",
  "gitlab-token",
  "slack-token",
  "stripe-key",
  "openai-key",
  "anthropic-key",
  "datadog-key",
  "npm-token",
  "password",
  "secret",
] as const;
const personalKinds = ["email", "phone", "card", "iban", "national-id", "ip"] as const;

export const detectorKinds = [...credentialKinds, ...personalKinds] as const;
