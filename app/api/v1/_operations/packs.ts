import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";
import { ConnectionKind } from "#lib/connections/schemas.ts";
import { installPack } from "#lib/packs/install-pack.ts";
import { listPacks } from "#lib/packs/list-packs.ts";
import { previewPack } from "#lib/packs/preview-pack.ts";
import { readPack } from "#lib/packs/read-pack.ts";
import { ChangePack, PackId, PackTarget } from "#lib/packs/schemas.ts";
import { Effect, Rule } from "#lib/policies/schemas.ts";
import { defineOperation } from "../_door/define-operation.ts";
import { Time } from "./fields.ts";

const tag = "packs";
const count = z.number().int();
const Counts = { allow: count, hold: count, deny: count };

const PackSummary = z.object({
  id: PackId,
  version: count,
  title: z.string(),
  summary: z.string(),
  kind: ConnectionKind,
  notes: z.array(z.string()).readonly(),
  ruleCount: count,
  totals: z.object({ ...Counts, masked: count }).describe("Of the calls that the pack lists."),
  installed: PackTarget.extend({
    version: count,
    edited: z.array(z.string()).describe("Rules that say something else than when they came."),
    deleted: z.array(z.string()),
  })
    .nullable()
    .describe("In the draft, or where there is none in the policy in force."),
});

const Coverage = z.object({
  group: z.string(),
  counts: z.object(Counts),
  masked: count,
  calls: z.array(z.object({ name: z.string(), effect: Effect, rule: z.string().nullable(), masked: z.boolean() })),
});

const Change = z.object({
  ruleId: z.string(),
  change: z.enum(["added", "updated", "removed", "unchanged", "kept", "conflict", "taken", "left-out"]),
  before: Rule.nullable(),
  after: Rule.nullable(),
});

const ChangeOfPack = ChangePack.omit({ id: true });

export const packOperations = [
  defineOperation({
    id: "listPacks",
    method: "GET",
    path: "/packs",
    tag,
    summary: "Rule sets that come with Holdpoint, and what of each is in the policy.",
    answer: z.object({ packs: z.array(PackSummary) }),
    run: async (context) => ({ packs: await listPacks(context) }),
  }),
  defineOperation({
    id: "readPack",
    method: "GET",
    path: "/packs/{pack}",
    tag,
    summary: "One pack with its rules, and its answer to every call that it lists.",
    answer: PackSummary.extend({ rules: z.array(Rule), coverage: z.array(Coverage) }),
    run: (context, { params }) => readPack(context, { id: params.pack }),
  }),
  defineOperation({
    id: "previewPack",
    method: "POST",
    path: "/packs/{pack}/preview",
    tag,
    summary: "What installing or updating it would do to each of its rules. Changes nothing.",
    body: ChangeOfPack,
    answer: z.object({ changes: z.array(Change) }),
    run: async (context, { params, body }) => ({
      changes: await previewPack(context, { ...body, id: packId(params.pack) }),
    }),
  }),
  defineOperation({
    id: "installPack",
    method: "POST",
    path: "/packs/{pack}/install",
    tag,
    summary: "Puts its rules into the shared draft, edits made there kept; in force once the draft is published.",
    body: ChangeOfPack,
    answer: z.object({
      draft: z.object({
        revision: count,
        baseVersion: count,
        source: z.string(),
        authorName: z.string(),
        savedAt: Time,
      }),
      changes: z.array(Change),
    }),
    run: (context, { params, body }) => installPack(context, { ...body, id: packId(params.pack) }),
  }),
];

/** Throws `not_found`, because the name is part of the address. */
function packId(name: string): PackId {
  const id = PackId.safeParse(name).data;
  if (id === undefined) throw new AppError("not_found", "There is no such pack.");
  return id;
}
