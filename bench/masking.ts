import { createSealer } from "#lib/crypto/sealer.ts";
import { hardNegatives } from "#lib/masking/corpus/hard-negatives.ts";
import { samples } from "#lib/masking/corpus/samples.ts";
import { buildCorpus } from "#lib/masking/corpus/build-corpus.ts";
import { seededRandom } from "#lib/masking/corpus/random.ts";
import { scoreCorpus } from "#lib/masking/corpus/score.ts";
import { maskBody } from "#lib/masking/mask-body.ts";
import { compileMaskPlan } from "#lib/masking/mask-plan.ts";
import { DetectorKind } from "#lib/masking/schemas.ts";
import { createTokenizer } from "#lib/masking/tokenizer.ts";

// Throughput on JSON as APIs answer it, with every detector on, in bytes per second of processor time; and how well the
// detectors tell secrets from what looks like them, on a labelled corpus.

const megabyte = 1_000_000;
const documents = [buildRecords(1, 4_000, 0), buildRecords(2, 4_000, 50), buildRecords(3, 4_000, 10)];
const plan = compileMaskPlan([{ detect: [...DetectorKind.options], with: "token" }]);
if (!plan) throw new Error("a plan with detectors is not empty");
const tokenize = createTokenizer(createSealer("a benchmark").fingerprint);

const runs: number[] = [];
for (let run = 0; run < 8; run++) {
  const before = process.cpuUsage();
  let bytes = 0;
  for (const document of documents) {
    const masked = maskBody(document, "application/json", plan, tokenize);
    if (!masked.ok) throw new Error("a document could not be masked");
    bytes += document.length;
  }
  const { user, system } = process.cpuUsage(before);
  runs.push(bytes / megabyte / ((user + system) / 1_000_000));
}
const median = runs.slice(2).toSorted((a, b) => a - b)[3] ?? Number.NaN;
const { recall, precision } = scoreCorpus(buildCorpus(20_261_120, 500));
for (const kind of DetectorKind.options) {
  console.log(`${kind.padEnd(18)} recall ${recall[kind]?.toFixed(3)}  precision ${precision[kind]?.toFixed(3)}`);
}
console.log(JSON.stringify({ bench: "masking", mb_per_s: Math.round(median), recall, precision }));

/** Records of an API: names, numbers, times, prose, some of it escaped; one in `every` with a sensitive value (0: none). */
function buildRecords(seed: number, count: number, every: number): Buffer {
  const random = seededRandom(seed);
  const words = "monitor alert host service region deploy latency error budget queue worker checkout".split(" ");
  const records = Array.from({ length: count }, (_, index) => ({
    id: index * 7_919,
    uuid: `${random.text("0123456789abcdef", 8)}-1b2c-4d3e-8f90-${random.text("0123456789abcdef", 12)}`,
    name: `${words[random.below(words.length)]}-${words[random.below(words.length)]}`,
    created_at: `2026-0${1 + random.below(9)}-12T08:${10 + random.below(49)}:00.000Z`,
    value: random.below(1_000_000) / 100,
    tags: [`env:${words[random.below(words.length)]}`, `version:${random.below(9)}.${random.below(20)}.1`],
    message: Array.from({ length: 12 }, () => words[random.below(words.length)]).join(" "),
    ...(index % 4 === 0 && { detail: `first line\n\t"${words[random.below(words.length)]}" of many\nlast line` }),
    ...(index % 10 === 0 && { other: random.pick(hardNegatives)(random) }),
    ...(every > 0 &&
      index % every === 0 && { contact: samples.email(random).value, token: samples["github-token"](random).value }),
  }));
  return Buffer.from(JSON.stringify({ data: records }));
}
