import { isDigit, isLetterOrDigit, type Report } from "./finding.ts";

/** Where the name of a secret ends, or the signature of a presigned address begins. */
const anchors = /[Tt]oken|TOKEN|[Ss]ecret|SECRET|[Kk]ey|KEY|[Ss]ig(?:nature)?=/g;
/** What may follow the word in its name, and the value; the name ends there, so `keyboard` and `tokenCount` are none. */
const value =
  /s?(?:[_-]?(?:value|string|base64|b64|hex|\d{1,2}))?\\?["']?\s{0,3}(?:[:=]|=>)\s{0,3}\\?["']?([\w+/.~-]{16,512}={0,2})(?![\w+/.~-])/iy;
const signature = /(?:[\w+/-]|%2[BbFf]){24,512}(?:=|%3[Dd]){0,2}/y;

/** What comes before `key` where it opens something. `key` alone names all kinds of things. */
const ofKeys =
  /(?:api|secret|private|access|auth|encrypt(?:ion)?|sign(?:ing)?|master|account|storage|shared|service|app(?:lication)?|client|webhook|hmac|session|admin|root|deploy|license|crypto|subscription|function|host|registry)[_-]?$/i;
/** What comes before `token` where it opens nothing: places in lists, and the parts of texts. */
const notOfTokens =
  /(?:page|next|prev(?:ious)?|start|continuation|cursor|sync|resume|position|stop|end|first|last|pad|mask|unk)[_-]?$/i;
const maxNameCharacters = 40;

/**
 * Random values that stand under the name of a secret and have no form of their own, and signatures of presigned
 * addresses. What they are is told by name and randomness together; either alone is common.
 */
export function findNamedSecrets(text: string, report: Report): void {
  anchors.lastIndex = 0;
  for (let anchor = anchors.exec(text); anchor; anchor = anchors.exec(text)) {
    const [word] = anchor;
    const isSignature = word.endsWith("=");
    const after = anchor.index + word.length;
    const pattern = isSignature ? signature : value;
    pattern.lastIndex = after;
    const match = pattern.exec(text);
    if (!match) continue;
    const secret = isSignature ? match[0] : (match[1] ?? "");
    const end = pattern.lastIndex;
    const opens = isSignature ? isParameter(text, anchor.index) : namesSecret(text, anchor.index, word.toLowerCase());
    if (!opens || !isRandom(secret)) continue;
    report(end - secret.length, end);
    anchors.lastIndex = end;
  }
}

function namesSecret(text: string, at: number, word: string): boolean {
  const before = text.slice(Math.max(0, at - maxNameCharacters), at);
  if (word === "key") return ofKeys.test(before);
  return word !== "token" || !notOfTokens.test(before);
}

/** `sig=`, `X-Amz-Signature=`: a parameter of an address. */
function isParameter(text: string, at: number): boolean {
  let start = at;
  while (at - start < maxNameCharacters && (isLetterOrDigit(text.charCodeAt(start - 1)) || text[start - 1] === "-")) {
    start--;
  }
  return text[start - 1] === "?" || text[start - 1] === "&";
}

const minRun = 12;
const minBitsPerCharacter = 2.9;

/**
 * Whether it looks drawn and not written: a long piece without separators that mixes letters and digits, and characters
 * that repeat little (Shannon's entropy). Names of things and places, such as `app-config-7d9f8b6c5d`, fail the first.
 */
function isRandom(text: string): boolean {
  const longest = text.split(/[-_./~+%]/).reduce((best, run) => (run.length > best.length ? run : best), "");
  // Groups of hexadecimal, as in UUIDs, have short pieces, but nothing else.
  if (longest.length < minRun && !/^[0-9a-f]+(?:-[0-9a-f]+)+$/i.test(text)) return false;
  let digits = 0;
  const counts = new Map<number, number>();
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (isDigit(code)) digits++;
    counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  if (digits === 0 || digits === text.length) return false;
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits >= minBitsPerCharacter;
}
