import { MaskRefusal, looksLikeJson, maskText, type Masking } from "./mask-text.ts";
import type { MaskPlan } from "./mask-plan.ts";
import type { Tokenizer } from "./tokenizer.ts";

/** `counts`: how many values of each kind were masked. `body` is the very same buffer where there were none. */
export type MaskedBody =
  | { ok: true; body: Buffer; counts: ReadonlyMap<string, number> }
  | { ok: false; problem: "refused" | "failed"; kind: string | null };

/**
 * Masks a body by its content type: JSON, forms, event streams, anything else as text. Never throws: a body that cannot
 * be masked is a value that says so, and must not be used.
 */
export function maskBody(body: Buffer, contentType: string | null, plan: MaskPlan, tokenize: Tokenizer): MaskedBody {
  const masking: Masking = { plan, tokenize, counts: new Map() };
  try {
    // Latin-1 keeps every byte, whatever the body is; what is looked for is ASCII.
    const text = body.toString("latin1");
    const masked = maskByType(text, (contentType ?? "").toLowerCase(), masking);
    if (masked === text) return { ok: true, body, counts: masking.counts };
    return { ok: true, body: Buffer.from(masked, "latin1"), counts: masking.counts };
  } catch (error) {
    return error instanceof MaskRefusal
      ? { ok: false, problem: "refused", kind: error.kind }
      : { ok: false, problem: "failed", kind: null };
  }
}

function maskByType(text: string, type: string, masking: Masking): string {
  if (type.startsWith("text/event-stream")) return maskEvents(text, masking);
  if (type.startsWith("application/x-www-form-urlencoded")) return maskForm(text, masking);
  return maskText(text, /^[^;]*[/+]json\b/.test(type) || looksLikeJson(text), masking);
}

const dataLines = /(?:^data:[^\r\n]*(?:\r\n|\r|\n|$))+/gm;

/** The data of each event is looked at as a whole, also where it is on several lines; the rest as text. */
function maskEvents(text: string, masking: Masking): string {
  let masked = "";
  let from = 0;
  for (const { 0: lines, index } of text.matchAll(dataLines)) {
    masked += maskText(text.slice(from, index), false, masking) + maskData(lines, masking);
    from = index + lines.length;
  }
  return masked + maskText(text.slice(from), false, masking);
}

function maskData(lines: string, masking: Masking): string {
  const said = lines.replaceAll(/^data: ?/gm, "").replace(/[\r\n]+$/, "");
  const masked = maskText(said, looksLikeJson(said), masking);
  if (masked === said) return lines;
  const end = /[\r\n]+$/.exec(lines)?.[0] ?? "";
  return (
    masked
      .split(/\r\n|\r|\n/)
      .map((line) => `data: ${line}`)
      .join("\n") + end
  );
}

function maskForm(text: string, masking: Masking): string {
  return text.replaceAll(/[^&]+/g, (pair) => {
    const said = decodeForm(pair);
    if (said === undefined) return maskText(pair, false, masking);
    const masked = maskText(said, looksLikeJson(said), masking, 1);
    if (masked === said) return pair;
    const equals = masked.indexOf("=");
    return equals < 0
      ? encodeForm(masked)
      : `${encodeForm(masked.slice(0, equals))}=${encodeForm(masked.slice(equals + 1))}`;
  });
}

function encodeForm(text: string): string {
  return encodeURIComponent(Buffer.from(text, "latin1").toString("utf8"));
}

/** Name and value together, because some values are known by their names. */
function decodeForm(part: string): string | undefined {
  try {
    return Buffer.from(decodeURIComponent(part.replaceAll("+", " ")), "utf8").toString("latin1");
  } catch {
    return undefined;
  }
}
