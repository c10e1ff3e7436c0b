import { z } from "zod";
import { detectorKinds } from "./shapes.ts";

export const DetectorKind = z.enum(detectorKinds);
export type DetectorKind = z.infer<typeof DetectorKind>;

/**
 * `upstream-request`: what is sent upstream, and therefore what is stored of it; `response`: what the caller gets, and
 * therefore what is stored; `sink`: the events of the call as they are delivered.
 */
const MaskPosition = z.enum(["upstream-request", "stored-request", "response", "stored-response", "sink"]);
export type MaskPosition = z.infer<typeof MaskPosition>;

/** `token`: `[email:5f1c09d2]`, equal for equal values; `partial`: the end of the value; `drop`: nothing of it. */
export const MaskStyle = z.enum(["token", "partial", "drop", "refuse"]);
export type MaskStyle = z.infer<typeof MaskStyle>;

/** What a rule has masked where. What several rules ask for is masked in the strictest way of them. */
export const MaskObligation = z
  .strictObject({
    where: MaskPosition,
    /** Members of a JSON body, as JSONPath (RFC 9535) of names, indexes and wildcards. */
    fields: z.array(z.string().trim().min(1).max(200)).min(1).max(50).optional(),
    detect: z.array(DetectorKind).min(1).optional(),
    /** Further things to detect, by a pattern of the RE2 syntax. */
    patterns: z
      .array(
        z.strictObject({
          kind: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, "Use lower-case words joined by hyphens."),
          pattern: z.string().min(1).max(500),
        }),
      )
      .min(1)
      .max(20)
      .optional(),
    with: MaskStyle,
  })
  .refine((mask) => mask.fields !== undefined || mask.detect !== undefined || mask.patterns !== undefined, {
    message: "Say what is masked: fields, detect or patterns.",
  });
export type MaskObligation = z.infer<typeof MaskObligation>;
