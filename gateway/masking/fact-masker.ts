import { maskText } from "#lib/masking/mask-text.ts";
import { createTokenizer } from "#lib/masking/tokenizer.ts";
import { baselineMasks } from "#lib/policies/mask-plans.ts";
import type { Sealer } from "#lib/crypto/sealer.ts";
import type { Exchange } from "../pipeline/exchange.ts";

const texts = ["user_agent.original", "mcp.client.name"] as const;
const maxRemembered = 2_000;

/**
 * Takes credentials out of what callers write into the columns of an event: paths, names, user agents. The same few
 * texts come with every call, so that those in which nothing was found are remembered.
 */
export class FactMasker {
  readonly #mask: (text: string) => string;
  readonly #harmless = new Set<string>();

  constructor({ fingerprint }: Pick<Sealer, "fingerprint">) {
    const plan = baselineMasks.storedRequest;
    const tokenize = createTokenizer(fingerprint);
    this.#mask = (text) => maskText(text, false, { plan, tokenize, counts: new Map() });
  }

  mask({ facts, attrs }: Pick<Exchange, "facts" | "attrs">): void {
    if (facts.operation) facts.operation = this.#masked(facts.operation);
    if (facts.tool) facts.tool = this.#masked(facts.tool);
    for (const name of texts) {
      const text = attrs[name];
      if (typeof text === "string") attrs[name] = this.#masked(text);
    }
  }

  #masked(text: string): string {
    if (this.#harmless.has(text)) return text;
    const masked = this.#mask(text);
    if (masked === text) {
      if (this.#harmless.size >= maxRemembered) this.#harmless.clear();
      this.#harmless.add(text);
    }
    return masked;
  }
}
