import { createSealer } from "#lib/crypto/sealer.ts";
import { maskBody } from "../mask-body.ts";
import { compileMaskPlan } from "../mask-plan.ts";
import { DetectorKind } from "../schemas.ts";
import { createTokenizer } from "../tokenizer.ts";
import type { LabelledBody } from "./build-corpus.ts";

export type Score = { recall: Record<string, number>; precision: Record<string, number> };

/** Precision and recall of each detector, all of them on. Found is what was masked and is no longer in the body. */
export function scoreCorpus(corpus: readonly LabelledBody[]): Score {
  const plan = compileMaskPlan([{ detect: [...DetectorKind.options], with: "token" }]);
  if (!plan) throw new Error("a plan with detectors is not empty");
  const tokenize = createTokenizer(createSealer("a corpus").fingerprint);
  const hits = new Map<string, number>();
  const labels = new Map<string, number>();
  const reported = new Map<string, number>();
  for (const { body, contentType, kind, value } of corpus) {
    const masked = maskBody(body, contentType, plan, tokenize);
    if (!masked.ok) throw new Error("a body of the corpus could not be masked");
    for (const [found, count] of masked.counts) add(reported, found, count);
    if (kind === null || value === null) continue;
    add(labels, kind, 1);
    if ((masked.counts.get(kind) ?? 0) > 0 && !masked.body.includes(value)) add(hits, kind, 1);
  }
  const score: Score = { recall: {}, precision: {} };
  for (const kind of DetectorKind.options) {
    const hit = hits.get(kind) ?? 0;
    score.recall[kind] = round(hit / (labels.get(kind) ?? 0));
    score.precision[kind] = round(hit / (reported.get(kind) ?? 0));
  }
  return score;
}

function add(counts: Map<string, number>, kind: string, count: number): void {
  counts.set(kind, (counts.get(kind) ?? 0) + count);
}

function round(ratio: number): number {
  return Math.round(ratio * 1_000) / 1_000;
}
