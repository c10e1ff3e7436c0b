import { Document, parseDocument } from "yaml";
import type { ApiClient } from "./api-client.ts";
import { credentialWithReferences, variableName } from "./credential-references.ts";
import { escapeReferences } from "./expand-references.ts";
import { CredentialShape, remote, Same, type RemoteConnection, type RemoteKey, type RemoteSink } from "./remote.ts";

/** The installation as a configuration that changes nothing when it is applied; secrets are references to variables. */
export async function exportConfiguration(client: ApiClient): Promise<string> {
  const connections = [];
  for (const connection of await remote.connections(client)) connections.push(await toConnection(client, connection));
  const sinks = [];
  for (const sink of await remote.sinks(client)) sinks.push(await toSink(client, sink));
  const callers = await remote.disabledCallers(client);
  const { updatedAt: retainedAt, ...retention } = await remote.retention(client);
  const policy = await remote.policy(client);
  const document = new Document({
    holdpoint: 1,
    connections,
    gatewayKeys: (await remote.liveKeys(client)).map(toKey),
    disabledCallers: callers.map(({ identity, disabled }) => ({ identity, reason: disabled?.reason })),
    sinks,
    ...(retainedAt !== null && { retention }),
  });
  document.commentBefore = ` The configuration of ${client.url}. Secrets are not in it: set the variables that it refers to,\n or leave them unset to keep what is stored.`;
  // The policy keeps the comments it was written with.
  const source = parseDocument(policy.source);
  if (policy.version > 0) document.set("policy", source.contents);
  return document.toString({ lineWidth: 120 });
}

async function toConnection(client: ApiClient, connection: RemoteConnection): Promise<Record<string, unknown>> {
  const { id, updatedAt: _updatedAt, credential: _kind, ...fields } = escapeReferences(connection);
  const { credentialShape } = await client.get(`/connections/${id}`, CredentialShape);
  const { hosts, callsPerMinute, callsAtOnce, recording, shareable, ...always } = fields;
  return {
    ...always,
    // What is as it is where nothing is said stays unsaid.
    ...(hosts.length > 0 && { hosts }),
    ...(callsPerMinute !== null && { callsPerMinute }),
    ...(callsAtOnce !== null && { callsAtOnce }),
    ...(recording !== "strict" && { recording }),
    ...(shareable && { shareable }),
    ...(credentialShape && { credential: credentialWithReferences(connection.slug, credentialShape) }),
  };
}

function toKey({ agent, groups, connections, actsFor, expiresAt }: RemoteKey): Record<string, unknown> {
  return {
    agent,
    groups,
    ...(connections.length > 0 && { connections }),
    ...(actsFor !== null && { actsFor }),
    ...(expiresAt !== null && { expiresAt }),
  };
}

async function toSink(client: ApiClient, sink: RemoteSink): Promise<Record<string, unknown>> {
  const { name, kind, url, enabled, settings } = escapeReferences(sink);
  const { same: hasNone } = await client.send("POST", `/sinks/${sink.id}/compare-key`, { apiKey: "" }, Same);
  return {
    name,
    kind,
    url,
    ...(!enabled && { enabled }),
    ...(Object.keys(settings).length > 0 && { settings }),
    ...(!hasNone && { apiKey: `\${${variableName("sink", sink.name, "api key")}}` }),
  };
}
