import type { ConnectionCredential } from "#lib/credentials/schemas.ts";
import { launcherHeaders, type LauncherAddress } from "../stdio/launcher-headers.ts";
import type { Connect } from "./connect.ts";
import { TokenSource } from "./token-source.ts";

/** What goes onto a request for the upstream, in place of anything of the caller's by the same name. */
export type CredentialParts = {
  /** By lower-case name. */
  headers: ReadonlyMap<string, string>;
  query: ReadonlyMap<string, string>;
};

export type UpstreamCredential = {
  /** Rejects with CredentialUnavailable where a token could not be had. */
  parts: () => Promise<CredentialParts>;
  /** Tells that the upstream refused these parts with 401; true where others can be tried. */
  refused: (parts: CredentialParts) => boolean;
};

const none: ReadonlyMap<string, string> = new Map();

/** Makes a connection's credential ready for use. `sharedBy`: whose callers share the program, where it is one. */
export function upstreamCredential(
  credential: ConnectionCredential | null,
  connect: Connect,
  launcher: LauncherAddress,
  sharedBy: string | null = null,
): UpstreamCredential {
  if (credential?.kind === "client_credentials") return tokenCredential(new TokenSource(credential, connect));
  const parts = Promise.resolve(
    credential?.kind === "command" ? launchParts(credential, launcher, sharedBy) : fixedParts(credential),
  );
  return { parts: () => parts, refused: () => false };
}

function tokenCredential(source: TokenSource): UpstreamCredential {
  return {
    parts: async () => bearer(await source.token()),
    refused: ({ headers }) => source.forget((headers.get("authorization") ?? "").slice("Bearer ".length)),
  };
}

type FixedCredential = Exclude<ConnectionCredential, { kind: "client_credentials" | "command" }>;

function fixedParts(credential: FixedCredential | null): CredentialParts {
  if (credential === null) return { headers: none, query: none };
  if (credential.kind === "bearer") return bearer(credential.token);
  if (credential.kind === "query") {
    return { headers: none, query: new Map(credential.parameters.map(({ name, value }) => [name, value])) };
  }
  if (credential.kind === "headers") {
    return { headers: new Map(credential.headers.map(({ name, value }) => [name.toLowerCase(), value])), query: none };
  }
  const pair = Buffer.from(`${credential.username}:${credential.password}`).toString("base64");
  return { headers: new Map([["authorization", `Basic ${pair}`]]), query: none };
}

function launchParts(
  { program, args, env }: Extract<ConnectionCredential, { kind: "command" }>,
  launcher: LauncherAddress,
  sharedBy: string | null,
): CredentialParts {
  const variables = Object.fromEntries(env.map(({ name, value }) => [name, value]));
  return { headers: launcherHeaders(launcher, { program, args, env: variables }, sharedBy), query: none };
}

function bearer(token: string): CredentialParts {
  return { headers: new Map([["authorization", `Bearer ${token}`]]), query: none };
}
