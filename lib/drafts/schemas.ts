import { z } from "zod";
import { PolicySource, PolicyVersionNumber } from "#lib/policies/schemas.ts";

/** `revision`: that of the draft this one was made from; 0 where there was none. */
export const SaveDraft = z.strictObject({
  revision: z.number().int().min(0),
  baseVersion: PolicyVersionNumber,
  source: PolicySource,
});
export const DiscardDraft = z.strictObject({ revision: z.number().int().min(0) });

/** The one draft that everybody who may edit shares. */
export type PolicyDraft = {
  revision: number;
  baseVersion: number;
  source: string;
  authorName: string;
  savedAt: Date;
};
