import type { Rule } from "#lib/policies/schemas.ts";
import { enumerate } from "../names.ts";

type Masks = NonNullable<Rule["mask"]>;

const places: Record<Masks[number]["where"], string> = {
  "upstream-request": "requests before they are sent",
  "stored-request": "stored requests",
  response: "answers",
  "stored-response": "stored answers",
  sink: "what is delivered to sinks",
};

/** What a rule has masked, as a sentence: "Masks email and card in answers. Refuses $..ssn in stored requests." */
export function describeMask(masks: Masks): string {
  return masks
    .map(({ where, fields = [], detect = [], patterns = [], with: style }) => {
      const what = enumerate([...detect, ...patterns.map(({ kind }) => kind), ...fields]);
      return `${style === "refuse" ? "Refuses" : "Masks"} ${what} in ${places[where]}.`;
    })
    .join(" ");
}
