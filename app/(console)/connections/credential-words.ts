import type { CredentialKind } from "#lib/credentials/schemas.ts";

export const credentialKinds: Record<CredentialKind, string> = {
  headers: "Headers",
  bearer: "Bearer token",
  basic: "User name and password",
  query: "Query parameters",
  client_credentials: "OAuth client credentials",
  command: "Program (stdio MCP server)",
};

/** What a connection has to show its upstream, in words. */
export function credentialWords(kind: CredentialKind | null): string {
  return kind === null
    ? "none"
    : `${credentialKinds[kind].replace(/^(?!OAuth)./, (first) => first.toLowerCase())}, sealed`;
}
