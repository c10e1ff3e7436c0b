import type { Bound, Test } from "./query-node.ts";
import { findNearest } from "./find-field.ts";
import { knownValues, searchFields, valueSynonyms, type SearchField } from "./fields.ts";

const unitsMs: Record<string, number> = { "": 1, ms: 1, s: 1_000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 };
const ipv4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/;

/** What a value asks of `field`; or, as text, a sentence about why it cannot be asked. `glob`: with its escapes. */
export function readTest(field: SearchField, value: { glob: string; quoted: boolean }): Test | string {
  const { glob, quoted } = value;
  const { kind } = searchFields[field];
  if (glob === "*" && !quoted) return { is: "present" };
  const text = globText(glob);
  const isGlob = text === null && !quoted;
  if (kind === "duration" || (kind === "number" && !isGlob)) {
    const number = text === null ? null : readNumber(field, text);
    if (number === null) return notANumber(field, glob);
    const bound = { value: number, included: true };
    return { is: "between", from: bound, to: bound };
  }
  if (isGlob) return { is: "like", glob };
  const exact = quoted ? glob : (text ?? glob);
  if (kind === "address" && exact.includes("/")) {
    return isCidr(exact) ? { is: "within", ranges: [exact] } : notACidr(exact);
  }
  return checkKnown(field, exact) ?? { is: "equal", value: exact };
}

/** One end of a range: a number, or a duration such as `2s`; null: open. As text: why it cannot be one. */
export function readBound(field: SearchField, text: string, included: boolean): Bound | null | string {
  if (text === "*") return null;
  const value = readNumber(field, text);
  return value === null ? notANumber(field, text) : { value, included };
}

/** Whether values of the field have an order to make ranges of. */
export function hasOrder(field: SearchField): boolean {
  const { kind } = searchFields[field];
  return kind === "number" || kind === "duration";
}

/** The text that a glob stands for where it has no wildcards; else null. */
export function globText(glob: string): string | null {
  if (/(?<!\\)(?:\\\\)*[*?]/.test(glob)) return null;
  return glob.replaceAll(/\\(.)/gs, "$1");
}

/** A range of addresses: IPv4 or IPv6, a slash, the bits of the prefix. */
export function isCidr(text: string): boolean {
  const [, address = "", bits = ""] = /^([^/]+)\/(\d{1,3})$/.exec(text) ?? [];
  if (ipv4.test(address)) return Number(bits) <= 32;
  return isIpv6(address) && Number(bits) <= 128;
}

export function notACidr(text: string): string {
  return `${text} is no range of addresses. Write one such as 10.0.0.0/8 or 2001:db8::/32.`;
}

/** Written without Node's own, because browsers read queries too. */
function isIpv6(text: string): boolean {
  if (!/^[0-9a-f:]+$/i.test(text) || !text.includes(":")) return false;
  const halves = text.split("::");
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return false;
  return halves.length === 2 ? groups.length < 8 : groups.length === 8;
}

function readNumber(field: SearchField, text: string): number | null {
  const [, digits, unit = ""] = /^(\d{1,12}(?:\.\d{1,6})?)([a-z]{0,3})$/i.exec(text) ?? [];
  if (digits === undefined) return null;
  if (searchFields[field].kind !== "duration") return unit === "" ? Number(digits) : null;
  const factor = unitsMs[unit.toLowerCase()];
  return factor === undefined ? null : Number(digits) * factor;
}

function notANumber(field: SearchField, text: string): string {
  return searchFields[field].kind === "duration"
    ? `${text} is no duration. Write one such as 250ms, 2s, 5m or 1h.`
    : `${text} is no number. Write one such as ${field}:404, or a range such as ${field}:>=500.`;
}

function checkKnown(field: SearchField, value: string): string | undefined {
  const known: readonly string[] | undefined = knownValues[field];
  const wanted = value.toLowerCase();
  if (!known || known.includes(wanted) || valueSynonyms[field]?.[wanted]) return undefined;
  const nearest = findNearest(wanted, known);
  const { label } = searchFields[field];
  return `${label} is never ${value}. ${nearest ? `Did you mean ${nearest}?` : `It is one of: ${known.join(", ")}.`}`;
}
