import { RuleApproval } from "#lib/approvals/schemas.ts";
import { MaskObligation } from "#lib/masking/schemas.ts";
import { PolicyDocument, PolicyTest, Rule, RuleMatch, TypedCall } from "./schemas.ts";

const shapes = [PolicyDocument, Rule, RuleMatch, RuleApproval, MaskObligation, PolicyTest, TypedCall];
const names = new Set(shapes.flatMap(({ shape }) => Object.keys(shape)));
const maxDistance = 2;

/** A name that policies know and that somebody who wrote `name` may have meant. */
export function similarName(name: string): string | undefined {
  if (name.length > 40) return undefined;
  const ranked = [...names]
    .map((known) => ({ known, distance: distanceOf(name.toLowerCase(), known.toLowerCase()) }))
    .filter(({ known, distance }) => distance <= Math.min(maxDistance, known.length / 3))
    .toSorted((a, b) => a.distance - b.distance);
  return ranked[0]?.known;
}

/** How many letters have to be put in, taken out or changed (Levenshtein). */
function distanceOf(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [i, letter] of from.split("").entries()) {
    const next = [i + 1];
    for (const [j, other] of to.split("").entries()) {
      next.push(Math.min((row[j] ?? 0) + (letter === other ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
