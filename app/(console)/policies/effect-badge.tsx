import { Badge, type Tone } from "#components/ui/badge.tsx";
import type { Effect } from "#lib/policies/schemas.ts";

const effects: Record<Effect, { word: string; verdict: string; tone: Tone }> = {
  deny: { word: "Deny", verdict: "denied", tone: "danger" },
  hold: { word: "Hold", verdict: "held", tone: "held" },
  allow: { word: "Allow", verdict: "allowed", tone: "success" },
};

/** What a rule does. */
export function EffectBadge({ effect }: { effect: Effect }) {
  return <Badge tone={effects[effect].tone}>{effects[effect].word}</Badge>;
}

/** What became of a call: "denied", "held" or "allowed". */
export function verdictWord(effect: Effect): string {
  return effects[effect].verdict;
}

/** What became of a call, in its colour. */
export function VerdictBadge({ effect }: { effect: Effect }) {
  return <Badge tone={effects[effect].tone}>{effects[effect].verdict}</Badge>;
}
