import { expect, test } from "vitest";
import { credentialKinds } from "../shapes.ts";
import { buildCorpus } from "./build-corpus.ts";
import { scoreCorpus } from "./score.ts";

const { recall, precision } = scoreCorpus(buildCorpus(7, 60));
/** Known by the name they stand under, so what has none, or stands in prose, is not found. */
const byName = ["password", "secret"] as const;
const byForm = credentialKinds.filter((kind) => !byName.some((other) => other === kind));

test.each(byForm)("of %s at least 95 in 100 are found, and 95 in 100 found are right", (kind) => {
  expect(recall[kind]).toBeGreaterThanOrEqual(0.95);
  expect(precision[kind]).toBeGreaterThanOrEqual(0.95);
});

test.each(byName)("of %s what is found is right, and it is no less than 80 in 100", (kind) => {
  expect(recall[kind]).toBeGreaterThanOrEqual(0.8);
  expect(precision[kind]).toBeGreaterThanOrEqual(0.95);
});
