import { findSensitive } from "./find-sensitive.ts";
import { base64Runs } from "./base64-runs.ts";
import { decodeLiteral, encodeLiteral, jsonLiterals } from "./json-literals.ts";
import type { MaskPlan } from "./mask-plan.ts";
import type { MaskStyle } from "./schemas.ts";
import { selectFields } from "./select-fields.ts";
import { apply, coverage, merge, type Replacement } from "./replacements.ts";
import type { Tokenizer } from "./tokenizer.ts";

/** Thrown where a rule says that a call with such a value is to be refused rather than masked. */
export class MaskRefusal extends Error {
  readonly kind: string;

  constructor(kind: string) {
    super(`a value of kind ${kind} is not let through`);
    this.kind = kind;
  }
}

/** One masking of one body: its plan, and what was masked so far, by kind. */
export type Masking = { plan: MaskPlan; tokenize: Tokenizer; counts: Map<string, number> };

/** How often text within text (escaped JSON, base64) is unpacked. */
const maxLayers = 3;

/**
 * Text with what the plan asks for masked; the identical string where there is nothing. `json`: string literals are
 * looked into, and what replaces a bare number is quoted. Throws MaskRefusal, and SyntaxError where fields cannot be
 * selected.
 */
export function maskText(text: string, json: boolean, masking: Masking, layer = 0): string {
  const { plan } = masking;
  const fields = json && layer === 0 ? replaceFields(text, masking) : [];
  const literals =
    json && layer < maxLayers && text.includes("\\") ? replaceLiterals(text, masking, layer, fields) : [];
  const whole = merge(fields, literals);
  const parts = merge(whole, layer < maxLayers ? replaceEncoded(text, masking, layer, whole) : []);
  const covered = coverage(parts);
  const inLiteral = coverage(json ? jsonLiterals(text) : []);
  const found: Replacement[] = [];
  for (const { start, end, kind } of findSensitive(text, plan.search, json ? '"' : null)) {
    if (covered(start, end)) continue;
    const value = text.slice(start, end);
    const mask = replaceValue(masking, kind, value, plan.styles.get(kind) ?? "token");
    const bare = json && /^[\d.]+$/.test(value) && !inLiteral(start, end);
    found.push({ start, end, text: bare ? JSON.stringify(mask) : mask });
  }
  return apply(text, merge(parts, found));
}

function replaceValue({ tokenize, counts }: Masking, kind: string, value: string, style: MaskStyle): string {
  if (style === "refuse") throw new MaskRefusal(kind);
  counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return tokenize(kind, value, style);
}

function replaceFields(text: string, masking: Masking): Replacement[] {
  const { fields } = masking.plan;
  if (fields.length === 0) return [];
  const replacements: Replacement[] = [];
  const selected = selectFields(
    text,
    fields.map(({ path }) => path),
  ).toSorted((a, b) => a.start - b.start || b.end - a.end);
  for (const { start, end, path } of selected) {
    if (start < (replacements.at(-1)?.end ?? 0)) continue;
    const raw = text.slice(start, end);
    const style = fields[path]?.style ?? "drop";
    const mask = replaceValue(masking, "field", decodeLiteral(raw) ?? raw, style);
    replacements.push({ start, end, text: style === "drop" ? "null" : encodeLiteral(mask) });
  }
  return replacements;
}

/** What is said with escapes is looked for in what the literal says, and no longer in how it says it. */
function replaceLiterals(text: string, masking: Masking, layer: number, fields: Replacement[]): Replacement[] {
  const inField = coverage(fields);
  const replacements: Replacement[] = [];
  for (const { start, end, escaped } of jsonLiterals(text)) {
    if (!escaped || inField(start, end)) continue;
    const literal = text.slice(start, end);
    const said = decodeLiteral(literal);
    if (said === undefined) continue;
    const masked = maskText(said, looksLikeJson(said), masking, layer + 1);
    replacements.push({ start, end, text: masked === said ? literal : encodeLiteral(masked) });
  }
  return replacements;
}

const looksTextual = /^[\t\n\r\x20-\x7e]+$/;
const probedCharacters = 32;

/** Text that is encoded in base64 is masked in what it says, and encoded again. Images and digests are not text. */
function replaceEncoded(text: string, masking: Masking, layer: number, whole: Replacement[]): Replacement[] {
  const covered = coverage(whole);
  const replacements: Replacement[] = [];
  for (const { start, end } of base64Runs(text)) {
    const probe = Buffer.from(text.slice(start, Math.min(end, start + probedCharacters)), "base64").toString("latin1");
    if (!looksTextual.test(probe) || covered(start, end)) continue;
    const encoded = text.slice(start, end);
    const said = Buffer.from(encoded, "base64").toString("latin1");
    const masked = maskText(said, looksLikeJson(said), masking, layer + 1);
    if (masked === said) continue;
    const again = Buffer.from(masked, "latin1").toString(/[_-]/.test(encoded) ? "base64url" : "base64");
    replacements.push({ start, end, text: encoded.endsWith("=") ? again : again.replace(/=+$/, "") });
  }
  return replacements;
}

export function looksLikeJson(text: string): boolean {
  return /^\s*[{["]/.test(text);
}
