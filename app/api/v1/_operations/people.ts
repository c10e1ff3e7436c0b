import { z } from "zod";
import { createApiKey } from "#lib/api-keys/create-api-key.ts";
import { listApiKeys } from "#lib/api-keys/list-api-keys.ts";
import { revokeApiKey } from "#lib/api-keys/revoke-api-key.ts";
import { CreateApiKey, KeyRole } from "#lib/api-keys/schemas.ts";
import { changeOwnedAgents } from "#lib/people/change-owned-agents.ts";
import { endSessions } from "#lib/people/end-sessions.ts";
import { grantRole } from "#lib/people/grant-role.ts";
import { listPeople } from "#lib/people/list-people.ts";
import { readPerson } from "#lib/people/read-person.ts";
import { removePerson } from "#lib/people/remove-person.ts";
import { ChangeOwnedAgents, EndSessions, GrantedRights, GrantRole, RoleName } from "#lib/people/schemas.ts";
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

const Rights = z.object({ role: RoleName, auditor: z.boolean() });

const PersonInFull = Person.extend({
  subject: z.string(),
  fromGroups: Rights,
  granted: GrantedRights,
  ownedAgents: z.array(z.string()),
  sessions: z.array(
    z.object({
      id: z.string(),
      createdAt: Time,
      lastUsedAt: MaybeTime,
      expiresAt: Time,
      clientIp: z.string().nullable(),
      userAgent: z.string().nullable(),
    }),
  ),
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
    summary: "Everybody who has signed in, with what they may: by their groups, and by what was given here.",
    answer: z.object({ people: z.array(Person) }),
    run: async (context) => ({ people: await listPeople(context) }),
  }),
  defineOperation({
    id: "readPerson",
    method: "GET",
    path: "/people/{personId}",
    tag: "people",
    summary: "One person: where their rights come from, the agents they own, and where they are signed in.",
    answer: PersonInFull,
    run: (context, { params }) => readPerson(context, params),
  }),
  defineOperation({
    id: "grantRole",
    method: "PUT",
    path: "/people/{personId}/role",
    tag: "people",
    summary:
      "What a person may beside what their groups give; owners and auditors are made by an owner in the console.",
    body: GrantRole.omit({ personId: true }),
    answer: Rights,
    run: (context, { params, body }) => grantRole(context, { ...body, ...params }),
  }),
  defineOperation({
    id: "changeOwnedAgents",
    method: "PUT",
    path: "/people/{personId}/agents",
    tag: "people",
    summary: "The agents that a person answers for, whose activity a power user+ sees.",
    body: ChangeOwnedAgents.omit({ personId: true }),
    answer: z.object({ agents: z.array(z.string()) }),
    run: (context, { params, body }) => changeOwnedAgents(context, { ...body, ...params }),
  }),
  defineOperation({
    id: "endSessions",
    method: "POST",
    path: "/people/{personId}/end-sessions",
    tag: "people",
    summary: "Signs a person out of the console, everywhere or of some sessions; each is out at its next request.",
    body: EndSessions.omit({ personId: true }),
    answer: z.object({ ended: z.number().int() }),
    run: (context, { params, body }) => endSessions(context, { ...body, ...params }),
  }),
  defineOperation({
    id: "removePerson",
    method: "DELETE",
    path: "/people/{personId}",
    tag: "people",
    summary: "Forgets a person: sessions, API keys, roles given here, and gateway keys that act for them.",
    answer: z.object({ email: z.string() }),
    run: (context, { params }) => removePerson(context, params),
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
