import { z } from "zod";
import { listPolicyVersions } from "#lib/policies/list-policy-versions.ts";
import { publishPolicy } from "#lib/policies/publish-policy.ts";
import { readPolicy } from "#lib/policies/read-policy.ts";
import { PolicyDocument, PublishPolicy } from "#lib/policies/schemas.ts";
import { defineOperation } from "../_door/define-operation.ts";
import { MaybeTime, Time } from "./fields.ts";

const tag = "policy";

export const policyOperations = [
  defineOperation({
    id: "readPolicy",
    method: "GET",
    path: "/policy",
    tag,
    summary: "The policy in force; version 0 and no rules where none was published.",
    answer: z.object({ version: z.number().int(), document: PolicyDocument, publishedAt: MaybeTime }),
    run: (context) => readPolicy(context),
  }),
  defineOperation({
    id: "listPolicyVersions",
    method: "GET",
    path: "/policy/versions",
    tag,
    summary: "The newest 50 versions, newest first.",
    answer: z.object({
      versions: z.array(
        z.object({ version: z.number().int(), authorName: z.string(), reason: z.string(), createdAt: Time }),
      ),
    }),
    run: async (context) => ({ versions: await listPolicyVersions(context) }),
  }),
  defineOperation({
    id: "publishPolicy",
    method: "POST",
    path: "/policy/publish",
    tag,
    summary: "Publishes a document as the version after baseVersion; in force within a second.",
    body: PublishPolicy,
    answer: z.object({ version: z.number().int() }),
    run: (context, { body }) => publishPolicy(context, body),
  }),
];
