import type { LinearPattern } from "#lib/core/linear-pattern.ts";
import { findPrivateKeys, findUrlPasswords } from "./detectors/blocks.ts";
import { findCredentials } from "./detectors/credentials.ts";
import { findEmails } from "./detectors/email.ts";
import type { Finding } from "./detectors/finding.ts";
import { findNationalIds } from "./detectors/national-ids.ts";
import { findCards, findIbans, findIps, findPhones } from "./detectors/numbers.ts";
import { findNamedSecrets } from "./detectors/secrets.ts";
import { credentialKinds } from "./shapes.ts";

/** What to look for: kinds of detectors, and patterns of one's own. */
export type Search = {
  kinds: ReadonlySet<string>;
  patterns: readonly { kind: string; pattern: LinearPattern }[];
};

const byForm: readonly string[] = credentialKinds.filter(
  (kind) => kind !== "private-key" && kind !== "connection-string" && kind !== "secret",
);

/**
 * Everything sensitive in `text`, in order and without overlap. `stop` is a character that ends whatever has no end of
 * its own. Bytes are taken as Latin-1 by the callers, so offsets are bytes; all detectors look for ASCII.
 */
export function findSensitive(text: string, search: Search, stop: string | null = null): Finding[] {
  const { kinds } = search;
  const findings: Finding[] = [];
  const reporter = (kind: string) => (start: number, end: number) => void findings.push({ start, end, kind });
  if (byForm.some((kind) => kinds.has(kind))) findCredentials(text, kinds, findings);
  if (kinds.has("private-key")) findPrivateKeys(text, reporter("private-key"), stop);
  if (kinds.has("connection-string")) findUrlPasswords(text, reporter("connection-string"));
  if (kinds.has("secret")) findNamedSecrets(text, reporter("secret"));
  if (kinds.has("email")) findEmails(text, reporter("email"));
  if (kinds.has("card")) findCards(text, reporter("card"));
  if (kinds.has("national-id")) findNationalIds(text, reporter("national-id"));
  if (kinds.has("iban")) findIbans(text, reporter("iban"));
  if (kinds.has("phone")) findPhones(text, reporter("phone"));
  if (kinds.has("ip")) findIps(text, reporter("ip"));
  for (const { kind, pattern } of search.patterns) {
    for (const { start, end } of pattern.find(text)) findings.push({ start, end, kind });
  }
  return findings.length > 1 ? withoutOverlap(findings) : findings;
}

/** Where two overlap, the one that begins first wins and is stretched over the other, so that nothing shows. */
function withoutOverlap(findings: Finding[]): Finding[] {
  findings.sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: Finding[] = [];
  for (const finding of findings) {
    const last = kept.at(-1);
    if (!last || finding.start >= last.end) kept.push(finding);
    else last.end = Math.max(last.end, finding.end);
  }
  return kept;
}
