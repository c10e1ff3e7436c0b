import { z } from "zod";

const day = 86_400;
const Groups = z.array(z.string().trim().min(1).max(200)).max(20);
const SomeGroups = Groups.min(1, "Name at least one group that may approve.");
const Required = z.number().int().min(1).max(10);

/** So many distinct people, each in one of the groups. */
export const Quorum = z.strictObject({ groups: SomeGroups, required: Required });
export type Quorum = z.infer<typeof Quorum>;

/** What a rule that holds calls says of their approval. */
export const RuleApproval = z
  .strictObject({
    groups: SomeGroups,
    /** How many distinct people of `groups` must approve; absent: one. */
    required: Required.optional(),
    /** Further groups with quorums of their own. Nobody counts in two of them. */
    also: z.array(Quorum).max(5).optional(),
    expiresInS: z
      .number()
      .int()
      .min(10)
      .max(30 * day),
    /** Lets approvers change the arguments of a call as they approve it; only where one approval is enough. */
    edit: z.boolean().optional(),
    /** Whether an approval needs a reason; absent: it does. A denial always has one. */
    reasonRequired: z.boolean().optional(),
    /** Whether the person who owns the agent may approve its calls. The one who asked never may. */
    ownerMayApprove: z.boolean().optional(),
    /** Groups that may approve too once nobody has decided for so long. */
    escalation: z.strictObject({ afterS: z.number().int().min(10), groups: SomeGroups }).optional(),
    /** Lets approvers grant like calls for up to `maxS`; `pinned` arguments must always stay the same. */
    grants: z
      .strictObject({
        maxS: z
          .number()
          .int()
          .min(60)
          .max(30 * day),
        pinned: z.array(z.string().trim().min(1).max(200)).max(20).optional(),
      })
      .optional(),
    /** Groups whose people may release a call alone, with a reason; it stands out until somebody else has reviewed it. */
    breakGlass: Groups.optional(),
    /** How long an identical request gets the stored answer after the call has run; 0: never. Absent: 10 minutes. */
    replayS: z.number().int().min(0).max(day).optional(),
  })
  .refine(({ edit, required = 1, also = [] }) => edit !== true || (required === 1 && also.length === 0), {
    path: ["edit"],
    message: "Arguments can be changed only where one approval is enough: others would have approved something else.",
  })
  .refine(({ escalation, expiresInS }) => escalation === undefined || escalation.afterS < expiresInS, {
    path: ["escalation", "afterS"],
    message: "Escalate before the hold expires.",
  });
export type RuleApproval = z.infer<typeof RuleApproval>;

/** What all rules that hold a call ask for together, as it is stored with the hold. */
export const ApprovalTerms = z.object({
  /** The rules that asked. */
  rules: z.array(z.string()),
  /** Everybody whose approval counts somewhere. */
  groups: z.array(z.string()),
  /** A list for each rule: all of its quorums must be reached, by other people each. One person may count for two rules. */
  quorums: z.array(z.array(Quorum)),
  expiresInS: z.number(),
  ownerMayApprove: z.boolean(),
  escalation: z.object({ afterS: z.number(), groups: z.array(z.string()) }).nullable(),
  grants: z.object({ maxS: z.number(), pinned: z.array(z.string()) }).nullable(),
  breakGlass: z.array(z.string()),
  replayS: z.number().optional(),
  /** Absent where nobody may; of a call that could not be put together again with other arguments nobody may. */
  edit: z.literal(true).optional(),
  /** Absent where an approval needs a reason. */
  reasonOptional: z.literal(true).optional(),
});
export type ApprovalTerms = z.infer<typeof ApprovalTerms>;

/** A vote as it counts: by whom, and in which groups they were when they gave it. */
export type Vote = { userId: string; groups: readonly string[] };

/** How far a quorum is. */
export type QuorumProgress = { groups: string[]; required: number; given: number };
