import { maskText } from "#lib/masking/mask-text.ts";
import { createTokenizer } from "#lib/masking/tokenizer.ts";
import { baselineMasks } from "#lib/policies/mask-plans.ts";
import type { Dependencies } from "../dependencies.ts";
import type { Exchange } from "../pipeline/exchange.ts";

const texts = ["user_agent.original", "mcp.client.name"] as const;

/** Takes credentials out of what callers have written into the columns of an event: paths, names, user agents. */
export function maskFacts({ sealer }: Pick<Dependencies, "sealer">, { facts, attrs }: Exchange): void {
  const tokenize = createTokenizer(sealer.fingerprint);
  const mask = (text: string): string =>
    maskText(text, false, { plan: baselineMasks.storedRequest, tokenize, counts: new Map() });
  if (facts.operation) facts.operation = mask(facts.operation);
  if (facts.tool) facts.tool = mask(facts.tool);
  for (const name of texts) {
    const text = attrs[name];
    if (typeof text === "string") attrs[name] = mask(text);
  }
}
