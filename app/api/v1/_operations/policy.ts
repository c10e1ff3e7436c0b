import { z } from "zod";
import { discardDraft } from "#lib/drafts/discard-draft.ts";
import { readDraft } from "#lib/drafts/read-draft.ts";
import { saveDraft } from "#lib/drafts/save-draft.ts";
import { SaveDraft } from "#lib/drafts/schemas.ts";
import { checkPolicy } from "#lib/policies/check-policy.ts";
import { diffPolicyVersions } from "#lib/policies/diff-policy-versions.ts";
import { listPolicyVersions } from "#lib/policies/list-policy-versions.ts";
import { publishPolicy } from "#lib/policies/publish-policy.ts";
import { readPolicy } from "#lib/policies/read-policy.ts";
import { readPolicyVersion } from "#lib/policies/read-policy-version.ts";
import { rollbackPolicy } from "#lib/policies/rollback-policy.ts";
import {
  CheckPolicy,
  Confirmation,
  Effect,
  PolicyDocument,
  PublishPolicy,
  RollbackPolicy,
  Rule,
} from "#lib/policies/schemas.ts";
import { AppError } from "#lib/core/errors.ts";
import { defineOperation } from "../_door/define-operation.ts";
import { MaybeTime, Time } from "./fields.ts";

const tag = "policy";
const version = z.number().int();

const RulesDiff = z.object({
  added: z.array(Rule),
  removed: z.array(Rule),
  changed: z.array(z.object({ before: Rule, after: Rule })),
  reordered: z.boolean(),
  tests: z.boolean(),
  packs: z.boolean(),
});

const PolicyProblem = z.object({
  path: z.array(z.union([z.string(), z.number()])),
  message: z.string(),
  line: version.nullable().describe("From 1, in the source; null where a document was given."),
  column: version.nullable(),
});

const TestResult = z.object({
  name: z.string(),
  passed: z.boolean(),
  problem: z.string(),
  effect: Effect,
  matched: z.array(z.string()),
});

const Draft = z.object({
  revision: z.number().int(),
  baseVersion: version,
  source: z.string(),
  authorName: z.string(),
  savedAt: Time,
});

const VersionSummary = z.object({
  version,
  authorName: z.string(),
  reason: z.string(),
  createdAt: Time,
  confirmed: Confirmation.nullable(),
});

const Side = z.object({ version, source: z.string() });

export const policyOperations = [
  defineOperation({
    id: "readPolicy",
    method: "GET",
    path: "/policy",
    tag,
    summary: "The policy in force, as a document and as YAML; version 0 and no rules where none was published.",
    answer: z.object({ version, document: PolicyDocument, source: z.string(), publishedAt: MaybeTime }),
    run: (context) => readPolicy(context),
  }),
  defineOperation({
    id: "checkPolicy",
    method: "POST",
    path: "/policy/check",
    tag,
    summary: "What publishing would say: every problem at its place, the tests, what changes. Changes nothing.",
    body: CheckPolicy,
    answer: z.object({
      document: PolicyDocument.nullable(),
      problems: z.array(PolicyProblem),
      tests: z.array(TestResult),
      confirm: Confirmation.nullable().describe("What publishing it has to be confirmed with."),
      diff: RulesDiff.nullable(),
      versionInForce: version,
    }),
    run: (context, { body }) => checkPolicy(context, body),
  }),
  defineOperation({
    id: "publishPolicy",
    method: "POST",
    path: "/policy/publish",
    tag,
    summary:
      "Publishes a policy, as YAML or as a document, as the version after baseVersion; in force within a second.",
    body: PublishPolicy,
    answer: z.object({ version }),
    run: (context, { body }) => publishPolicy(context, body),
  }),
  defineOperation({
    id: "rollbackPolicy",
    method: "POST",
    path: "/policy/rollback",
    tag,
    summary: "Publishes the document of an earlier version again, as a new version.",
    body: RollbackPolicy,
    answer: z.object({ version }),
    run: (context, { body }) => rollbackPolicy(context, body),
  }),
  defineOperation({
    id: "listPolicyVersions",
    method: "GET",
    path: "/policy/versions",
    tag,
    summary: "The newest 50 versions, newest first.",
    answer: z.object({ versions: z.array(VersionSummary) }),
    run: async (context) => ({ versions: await listPolicyVersions(context) }),
  }),
  defineOperation({
    id: "readPolicyVersion",
    method: "GET",
    path: "/policy/versions/{version}",
    tag,
    summary: "One published version, and what it changed in the one before it.",
    answer: VersionSummary.extend({ document: PolicyDocument, source: z.string(), diff: RulesDiff.nullable() }),
    run: (context, { params }) => readPolicyVersion(context, { version: versionOf(params.version) }),
  }),
  defineOperation({
    id: "diffPolicyVersions",
    method: "GET",
    path: "/policy/versions/{from}/diff/{to}",
    tag,
    summary: "What two published versions differ in, rule by rule, and both as YAML.",
    answer: z.object({ from: Side, to: Side, diff: RulesDiff.nullable() }),
    run: (context, { params }) =>
      diffPolicyVersions(context, { from: versionOf(params.from), to: versionOf(params.to) }),
  }),
  defineOperation({
    id: "readDraft",
    method: "GET",
    path: "/policy/draft",
    tag,
    summary: "The draft that everybody who may edit shares; null where nobody has begun one.",
    answer: z.object({ draft: Draft.nullable() }),
    run: async (context) => ({ draft: await readDraft(context) }),
  }),
  defineOperation({
    id: "saveDraft",
    method: "PUT",
    path: "/policy/draft",
    tag,
    summary: "Saves the shared draft, unless somebody else saved it since revision.",
    body: SaveDraft,
    answer: Draft,
    run: (context, { body }) => saveDraft(context, body),
  }),
  defineOperation({
    id: "discardDraft",
    method: "DELETE",
    path: "/policy/draft",
    tag,
    summary: "Throws the shared draft away, unless somebody else saved it since revision.",
    query: z.strictObject({ revision: z.coerce.number().int().min(0) }),
    answer: z.object({ draft: z.null() }),
    run: async (context, { query }) => {
      await discardDraft(context, query);
      return { draft: null };
    },
  }),
];

function versionOf(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new AppError("not_found", "Versions of the policy are whole numbers, such as 7.");
}
