import type { ConnectionCredential } from "./schemas.ts";

/** A credential as the ledger may tell of it: its kind and the names in it, never a value that opens anything. */
export function describeCredential(credential: ConnectionCredential | null): Record<string, unknown> | null {
  if (credential === null) return null;
  const { kind } = credential;
  if (kind === "headers") return { kind, headers: credential.headers.map(({ name }) => name) };
  if (kind === "query") return { kind, parameters: credential.parameters.map(({ name }) => name) };
  if (kind === "command") {
    const { program, args, env } = credential;
    return { kind, program, args: args.length, env: env.map(({ name }) => name) };
  }
  if (kind !== "client_credentials") return { kind };
  const { clientId, authentication, scope, audience } = credential;
  const { origin, pathname } = new URL(credential.tokenUrl);
  return { kind, tokenUrl: origin + pathname, clientId, authentication, scope, audience };
}
