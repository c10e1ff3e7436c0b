import type { NamedToolFacts } from "#lib/tools/schemas.ts";
import { toolFactsOf } from "#lib/tools/tool-facts-of.ts";

const maxKept = 2_000;
const maxKeptCharacters = 8_000;
const kept = new Map<string, NamedToolFacts>();

/** What an element of a list of tools says; lists pass again and again, and are the same almost always. */
export function listedTool(element: string): NamedToolFacts | undefined {
  const known = kept.get(element);
  if (known) return known;
  const facts = toolFactsOf(JSON.parse(element));
  if (facts && element.length <= maxKeptCharacters) {
    if (kept.size >= maxKept) kept.clear();
    kept.set(element, facts);
  }
  return facts;
}
