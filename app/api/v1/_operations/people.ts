import { z } from "zod";
import { createApiKey } from "#lib/api-keys/create-api-key.ts";
import { listApiKeys } from "#lib/api-keys/list-api-keys.ts";
import { revokeApiKey } from "#lib/api-keys/revoke-api-key.ts";
import { CreateApiKey, KeyRole } from "#lib/api-keys/schemas.ts";
import { listPeople } from "#lib/people/list-people.ts";
import { defineOperation } from "../_door/define-operation.ts";
import { MaybeTime, Time } from "./fields.ts";

const Person = z.object({
  id: z.string(),
  name: z.string(),
  email: z.string(),
  role: KeyRole,
  auditor: z.boolean(),
  groups: z.array(z.string()),
  lastSeenAt: MaybeTime,
  createdAt: Time,
});

const ApiKey = z.object({
  id: z.string(),
  name: z.string(),
  hint: z.string(),
  role: KeyRole,
  auditor: z.boolean(),
  decides: z.boolean(),
  actsFor: z.string().nullable(),
  createdBy: z.string(),
  createdAt: Time,
  expiresAt: Time,
  revokedAt: MaybeTime,
  lastUsedAt: MaybeTime,
  state: z.enum(["live", "expired", "revoked"]),
});

export const peopleOperations = [
  defineOperation({
    id: "listPeople",
    method: "GET",
    path: "/people",
    tag: "people",
    summary: "Everybody who has signed in. Roles follow the identity provider's groups; change them there.",
    answer: z.object({ people: z.array(Person) }),
    run: async (context) => ({ people: await listPeople(context) }),
  }),
  defineOperation({
    id: "listApiKeys",
    method: "GET",
    path: "/api-keys",
    tag: "API keys",
    summary: "The newest 200 API keys that the caller may see, without the keys.",
    answer: z.object({ apiKeys: z.array(ApiKey) }),
    run: async (context) => ({ apiKeys: await listApiKeys(context) }),
  }),
  defineOperation({
    id: "createApiKey",
    method: "POST",
    path: "/api-keys",
    tag: "API keys",
    summary:
      "Makes a key for a program, no stronger than the caller's own and no longer; it appears in this answer only.",
    status: 201,
    body: CreateApiKey,
    answer: z.object({ id: z.string(), key: z.string() }),
    run: (context, { body }) => createApiKey(context, body),
  }),
  defineOperation({
    id: "revokeApiKey",
    method: "POST",
    path: "/api-keys/{id}/revoke",
    tag: "API keys",
    summary: "Ends an API key for good.",
    answer: z.object({ name: z.string() }),
    run: (context, { params }) => revokeApiKey(context, params),
  }),
];
