import { z } from "zod";
import { compareCredential } from "#lib/connections/compare-credential.ts";
import { createConnection } from "#lib/connections/create-connection.ts";
import { listConnections } from "#lib/connections/list-connections.ts";
import { readConnection } from "#lib/connections/read-connection.ts";
import { ConnectionKind, CreateConnection, Recording, UpdateConnection } from "#lib/connections/schemas.ts";
import { updateConnection } from "#lib/connections/update-connection.ts";
import { CompareCredential } from "#lib/credentials/schemas.ts";
import { listTools } from "#lib/tools/list-tools.ts";
import { NamedToolFacts } from "#lib/tools/schemas.ts";
import { defineOperation } from "../_door/define-operation.ts";
import { Time } from "./fields.ts";

const tag = "connections";

const Connection = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  kind: ConnectionKind,
  baseUrl: z.string(),
  credential: z.string().nullable().describe("Kind of the stored credential; null where there is none."),
  groups: z.array(z.string()),
  holdBudgetMs: z.number().int(),
  hosts: z.array(z.string()),
  callsPerMinute: z.number().int().nullable(),
  callsAtOnce: z.number().int().nullable(),
  recording: Recording,
  shareable: z.boolean(),
  updatedAt: Time,
});

const KnownTool = NamedToolFacts.extend({ connection: z.string(), firstSeenAt: Time, changedAt: Time });

export const connectionOperations = [
  defineOperation({
    id: "listConnections",
    method: "GET",
    path: "/connections",
    tag,
    summary: "Connections by slug, without their credentials.",
    answer: z.object({ connections: z.array(Connection) }),
    run: async (context) => ({ connections: await listConnections(context) }),
  }),
  defineOperation({
    id: "createConnection",
    method: "POST",
    path: "/connections",
    tag,
    summary: "Adds an upstream; gateways offer it within a second.",
    status: 201,
    body: CreateConnection,
    answer: z.object({ id: z.string(), slug: z.string() }),
    run: (context, { body }) => createConnection(context, body),
  }),
  defineOperation({
    id: "readConnection",
    method: "GET",
    path: "/connections/{id}",
    tag,
    summary: "One connection, and of its credential the kind and the names in it.",
    answer: Connection.extend({ credentialShape: z.record(z.string(), z.unknown()).nullable() }),
    run: (context, { params }) => readConnection(context, params),
  }),
  defineOperation({
    id: "updateConnection",
    method: "PUT",
    path: "/connections/{id}",
    tag,
    summary: "Changes an upstream, unless it changed since expectedUpdatedAt.",
    body: UpdateConnection.omit({ id: true }),
    answer: z.object({ slug: z.string() }),
    run: (context, { params, body }) => updateConnection(context, { ...body, ...params }),
  }),
  defineOperation({
    id: "compareCredential",
    method: "POST",
    path: "/connections/{id}/compare-credential",
    tag,
    summary: "Whether saving this credential would change anything.",
    body: CompareCredential.omit({ id: true }),
    answer: z.object({ same: z.boolean() }),
    run: (context, { params, body }) => compareCredential(context, { ...body, ...params }),
  }),
  defineOperation({
    id: "listTools",
    method: "GET",
    path: "/tools",
    tag,
    summary: "What is known of the tools of one connection, or of all.",
    query: z.strictObject({ connection: z.string().max(60).optional() }),
    answer: z.object({ tools: z.array(KnownTool) }),
    run: async (context, { query: { connection } }) => ({
      tools: await listTools(context, connection === undefined ? {} : { connection }),
    }),
  }),
];
