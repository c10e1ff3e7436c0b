import { z } from "zod";

/** What an upstream says of one of its tools, as far as rules look at it. */
export const ToolFacts = z.object({
  /** Hints of the upstream (`readOnlyHint`, `destructiveHint`, …): truth, text and numbers only. */
  annotations: z.record(z.string(), z.union([z.boolean(), z.string(), z.number()])),
  /** SHA-256 (hex) of description, input schema and output schema. */
  schemaHash: z.string(),
});
export type ToolFacts = z.infer<typeof ToolFacts>;

export const NamedToolFacts = ToolFacts.extend({ name: z.string() });
export type NamedToolFacts = z.infer<typeof NamedToolFacts>;

export type KnownTool = NamedToolFacts & { connection: string; firstSeenAt: Date; changedAt: Date };
