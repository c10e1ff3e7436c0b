import type { DetectorKind } from "../schemas.ts";
import { seededRandom, type Random } from "./random.ts";
import { hardNegatives } from "./hard-negatives.ts";
import { harderSamples, samples } from "./samples.ts";

/** A body, and what is in it. */
export type LabelledBody = { body: Buffer; contentType: string; kind: DetectorKind | null; value: string | null };

const json = "application/json";
/** One in so many values comes in a form that is harder to tell, where its kind has one. */
const everyHarder = 5;

/** The ways in which values travel. */
const shapes: readonly ((context: string, random: Random) => { body: string; contentType: string })[] = [
  (context) => ({ body: JSON.stringify({ note: context, at: 1 }), contentType: json }),
  (context) => ({
    body: JSON.stringify({ items: [{ id: 1, text: `see "${context}" above\n` }] }, null, 2),
    contentType: json,
  }),
  (context) => ({ body: JSON.stringify({ inner: JSON.stringify({ text: context }) }), contentType: json }),
  (context) => ({
    body: JSON.stringify({ data: Buffer.from(`value: ${context}\n`).toString("base64") }),
    contentType: json,
  }),
  (context) => ({ body: `level=info msg=(${context}) took=12ms\n`, contentType: "text/plain" }),
  (context) => ({ body: `a=1&value=${encodeURIComponent(context)}`, contentType: "application/x-www-form-urlencoded" }),
  (context) => ({
    body: `event: message\ndata: ${JSON.stringify({ jsonrpc: "2.0", id: 1, result: { content: [{ type: "text", text: context }] } })}\n\n`,
    contentType: "text/event-stream",
  }),
];

/**
 * A labelled corpus, the same for the same seed: `perKind` bodies of each kind in every way values travel, some
 * in forms that are hard to tell, and as many hard negatives: hashes, UUIDs, digests, images, versions, timestamps.
 */
export function buildCorpus(seed: number, perKind: number): LabelledBody[] {
  const random = seededRandom(seed);
  const corpus: LabelledBody[] = [];
  function add(context: string, kind: DetectorKind | null, value: string | null): void {
    const shape = shapes[corpus.length % shapes.length];
    if (!shape) return;
    const { body, contentType } = shape(context, random);
    corpus.push({ body: Buffer.from(body), contentType, kind, value });
  }
  for (const kind of Object.keys(samples) as DetectorKind[]) {
    for (let index = 0; index < perKind; index++) {
      const harder = index % everyHarder === 0 ? harderSamples[kind] : undefined;
      const { value, context } = (harder ?? samples[kind])(random);
      add(context ?? value, kind, value);
      add(random.pick(hardNegatives)(random), null, null);
    }
  }
  return corpus;
}
