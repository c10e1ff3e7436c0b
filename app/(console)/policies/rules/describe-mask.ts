import type { Rule } from "#lib/policies/schemas.ts";
import { enumerate } from "../../names.ts";

type Masks = NonNullable<Rule["mask"]>;

const places: Record<Masks[number]["where"], string> = {
  response: "answers",
  "upstream-request": "requests sent upstream",
  "stored-request": "stored requests",
  "stored-response": "stored answers",
  sink: "what sinks get",
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
