import { expect, test } from "vitest";
import { credentialKinds } from "../schemas.ts";
import { buildCorpus } from "./build-corpus.ts";
import { scoreCorpus } from "./score.ts";

const { recall, precision } = scoreCorpus(buildCorpus(7, 60));

test.each(credentialKinds)("of %s at least 95 in 100 are found, and 95 in 100 found are right", (kind) => {
  expect(recall[kind]).toBeGreaterThanOrEqual(0.95);
  expect(precision[kind]).toBeGreaterThanOrEqual(0.95);
});
