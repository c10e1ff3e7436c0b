import { z } from "zod";
import { disableIdentity } from "#lib/agents/disable-identity.ts";
import { enableIdentity } from "#lib/agents/enable-identity.ts";
import { listIdentities } from "#lib/agents/list-identities.ts";
import { DisableIdentity, EnableIdentity } from "#lib/agents/schemas.ts";
import { createGatewayKey } from "#lib/gateway-keys/create-gateway-key.ts";
import { listGatewayKeys } from "#lib/gateway-keys/list-gateway-keys.ts";
import { revokeGatewayKey } from "#lib/gateway-keys/revoke-gateway-key.ts";
import { CreateGatewayKey } from "#lib/gateway-keys/schemas.ts";
import { defineOperation } from "../_door/define-operation.ts";
import { MaybeTime, Time } from "./fields.ts";

const GatewayKey = z.object({
  id: z.string(),
  agent: z.string(),
  hint: z.string(),
  groups: z.array(z.string()),
  connections: z.array(z.string()),
  actsFor: z.string().nullable(),
  createdAt: Time,
  expiresAt: MaybeTime,
  revokedAt: MaybeTime,
  lastSeenAt: MaybeTime,
  state: z.enum(["live", "expired", "revoked"]),
});

const Caller = z.object({
  identity: z.string(),
  kind: z.enum(["person", "agent"]),
  name: z.string(),
  lastSeenAt: MaybeTime,
  owners: z.array(z.string()),
  disabled: z.object({ reason: z.string(), by: z.string(), at: Time }).nullable(),
});

export const callerOperations = [
  defineOperation({
    id: "listGatewayKeys",
    method: "GET",
    path: "/gateway-keys",
    tag: "gateway keys",
    summary: "The newest 200 gateway keys, newest first, without the keys.",
    answer: z.object({ gatewayKeys: z.array(GatewayKey) }),
    run: async (context) => ({ gatewayKeys: await listGatewayKeys(context) }),
  }),
  defineOperation({
    id: "createGatewayKey",
    method: "POST",
    path: "/gateway-keys",
    tag: "gateway keys",
    summary: "Makes a key for an agent; the answer is the only place where the key appears.",
    status: 201,
    body: CreateGatewayKey,
    answer: z.object({ id: z.string(), key: z.string() }),
    run: (context, { body }) => createGatewayKey(context, body),
  }),
  defineOperation({
    id: "revokeGatewayKey",
    method: "POST",
    path: "/gateway-keys/{id}/revoke",
    tag: "gateway keys",
    summary: "Ends a gateway key for good, and what is open with it.",
    answer: z.object({ agent: z.string() }),
    run: (context, { params }) => revokeGatewayKey(context, params),
  }),
  defineOperation({
    id: "listCallers",
    method: "GET",
    path: "/callers",
    tag: "callers",
    summary: "Who is disabled, then who called lately.",
    answer: z.object({ callers: z.array(Caller) }),
    run: async (context) => ({ callers: await listIdentities(context) }),
  }),
  defineOperation({
    id: "disableCaller",
    method: "POST",
    path: "/callers/disable",
    tag: "callers",
    summary: "The kill switch: refuses every call of a person or agent and ends what they have open.",
    body: DisableIdentity,
    answer: z.object({ identity: z.string() }),
    run: (context, { body }) => disableIdentity(context, body),
  }),
  defineOperation({
    id: "enableCaller",
    method: "POST",
    path: "/callers/enable",
    tag: "callers",
    summary: "Lets a disabled person or agent call again.",
    body: EnableIdentity,
    answer: z.object({ identity: z.string() }),
    run: (context, { body }) => enableIdentity(context, body),
  }),
];
