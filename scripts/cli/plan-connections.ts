import { describeCredential } from "#lib/credentials/describe-credential.ts";
import { canonicalJson } from "#lib/crypto/request-digest.ts";
import type { ApiClient } from "./api-client.ts";
import { CliError } from "./cli-error.ts";
import type { WantedConnection } from "./configuration.ts";
import { differences, notSet, type Change, type Plan } from "./change.ts";
import type { ReadConfiguration } from "./read-configuration.ts";
import { CredentialShape, remote, Same, type RemoteConnection } from "./remote.ts";

/** Connections that are made or changed. None is ever taken away: calls and policies refer to it. */
export async function planConnections(client: ApiClient, wanted: ReadConfiguration): Promise<Plan> {
  if (!wanted.connections) return { changes: [], notes: [] };
  const there = await remote.connections(client);
  const changes: Change[] = [];
  const notes: string[] = [];
  for (const [index, connection] of wanted.connections.entries()) {
    const before = there.find(({ slug }) => slug === connection.slug);
    const unset = wanted.unsetOf("connections", index);
    const planned = before
      ? await planUpdate(client, before, connection, unset, notes)
      : planCreate(client, connection, unset);
    if (planned) changes.push(planned);
  }
  const listed = new Set(wanted.connections.map(({ slug }) => slug));
  const others = there.filter(({ slug }) => !listed.has(slug)).map(({ slug }) => slug);
  if (others.length > 0) notes.push(`Not in the file, and left as they are: connections ${others.join(", ")}.`);
  return { changes, notes };
}

function planCreate(client: ApiClient, connection: WantedConnection, unset: string[]): Change {
  const { slug, kind, baseUrl, credential = null } = connection;
  if (unset.length > 0) {
    throw new CliError(`Connection ${slug} is new, and of its credential ${notSet(unset)}.`);
  }
  return {
    sign: "+",
    what: `connection ${slug}`,
    details: [`${kind} ${baseUrl}`, `credential: ${credential?.kind ?? "none"}`],
    run: () => client.change("POST", "/connections", { ...connection, credential }),
  };
}

async function planUpdate(
  client: ApiClient,
  before: RemoteConnection,
  connection: WantedConnection,
  unset: string[],
  notes: string[],
): Promise<Change | undefined> {
  const { slug, credential, ...fields } = connection;
  const details = differences(before, fields);
  const replaces = await replacesCredential(client, before, connection, unset, notes);
  if (replaces) details.push(credential === null ? "credential: removed" : "credential: replaced");
  if (details.length === 0) return undefined;
  return {
    sign: "~",
    what: `connection ${slug}`,
    details,
    run: () => {
      const change = { ...fields, expectedUpdatedAt: before.updatedAt, ...(replaces && { credential }) };
      return client.change("PUT", `/connections/${before.id}`, change);
    },
  };
}

/** Whether the file's credential is another than the stored one, which nobody can read. */
async function replacesCredential(
  client: ApiClient,
  before: RemoteConnection,
  { slug, credential }: WantedConnection,
  unset: string[],
  notes: string[],
): Promise<boolean> {
  if (credential === undefined) return false;
  if (unset.length === 0) {
    const path = `/connections/${before.id}/compare-credential`;
    return !(await client.send("POST", path, { credential }, Same)).same;
  }
  // Of its secrets nothing is known here, so it stays as long as all else about it is the same.
  const { credentialShape } = await client.get(`/connections/${before.id}`, CredentialShape);
  if (canonicalJson(credentialShape) !== canonicalJson(toJson(describeCredential(credential)))) {
    throw new CliError(`The credential of connection ${slug} changes, and of it ${notSet(unset)}.`);
  }
  notes.push(`Connection ${slug} keeps its credential: ${notSet(unset)}.`);
  return false;
}

/** As it comes over the wire. */
function toJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
