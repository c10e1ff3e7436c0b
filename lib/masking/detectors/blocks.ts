import { isLetterOrDigit, type Report } from "./finding.ts";

const begin = "-----BEGIN ";
const pemHeader = /-----BEGIN (?:[A-Z0-9]{1,12} ){0,4}PRIVATE KEY(?: BLOCK)?-----/y;
const pemFooter = /-----END (?:[A-Z0-9]{1,12} ){0,4}PRIVATE KEY(?: BLOCK)?-----/y;

/** Private keys in PEM (RFC 7468). One whose end was cut off is taken up to `stop`, or the end of the text. */
export function findPrivateKeys(text: string, report: Report, stop: string | null): void {
  for (let at = text.indexOf(begin); at >= 0; at = text.indexOf(begin, at + 1)) {
    pemHeader.lastIndex = at;
    if (!pemHeader.test(text)) continue;
    const stopAt = stop === null ? -1 : text.indexOf(stop, pemHeader.lastIndex);
    const limit = stopAt < 0 ? text.length : stopAt;
    const footer = text.indexOf("-----END ", pemHeader.lastIndex);
    pemFooter.lastIndex = Math.max(footer, 0);
    const end = footer >= 0 && footer < limit && pemFooter.test(text) ? pemFooter.lastIndex : limit;
    report(at, end);
    at = end - 1;
  }
}

const maxUserInfo = 512;
const endOfUserInfo = /[\s"'<>/?#@\\]/g;

/** Passwords in URLs with user information (RFC 3986, 3.2.1), such as `postgres://user:password@host/base`. */
export function findUrlPasswords(text: string, report: Report): void {
  for (let at = text.indexOf("://"); at >= 0; at = text.indexOf("://", at + 3)) {
    if (!isLetterOrDigit(text.charCodeAt(at - 1))) continue;
    const from = at + 3;
    endOfUserInfo.lastIndex = from;
    const end = endOfUserInfo.exec(text)?.index ?? -1;
    if (end < 0 || end - from > maxUserInfo || text[end] !== "@") continue;
    const colon = text.indexOf(":", from);
    if (colon >= 0 && colon + 1 < end) report(colon + 1, end);
  }
}
