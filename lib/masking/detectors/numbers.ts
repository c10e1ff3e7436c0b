import { isIP } from "node:net";
import { passesLuhn, passesMod97 } from "../checksums.ts";
import { continuesWord, isDigit, isLetterOrDigit, standsAlone, type Report } from "./finding.ts";

const cardShape = /(?<!\d)\d(?:[ .-]?\d){12,18}/g;
/** First digits and lengths of the schemes that issue cards. */
const schemes =
  /^(?:4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01])\d{13}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|6(?:011|4[4-9]\d|5\d\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}|62\d{14,17})$/;

/** Payment cards: digits of a scheme with a right check digit, in one piece or grouped. */
export function findCards(text: string, report: Report): void {
  eachMatch(cardShape, text, (start, end) => {
    if (!standsAlone(text, start, end)) return;
    const shape = text.slice(start, end);
    const digits = shape.replaceAll(/[ .-]/g, "");
    if (schemes.test(digits) && isGrouped(shape) && passesLuhn(digits)) report(start, end);
  });
}

/** Written as one number or in the groups that cards are printed in, not as any list of numbers. */
function isGrouped(shape: string): boolean {
  return (
    /^\d+$/.test(shape) ||
    /^\d{4}([ .-])\d{4}\1\d{4}\1\d{1,7}$/.test(shape) ||
    /^\d{4}([ .-])\d{6}\1\d{4,5}$/.test(shape)
  );
}

const ibanShape = /[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?/g;

export function findIbans(text: string, report: Report): void {
  eachMatch(ibanShape, text, (start, end) => {
    if (continuesWord(text, start) || isLetterOrDigit(text.charCodeAt(end))) return;
    const iban = text.slice(start, end).replaceAll(" ", "");
    if (iban.length >= 15 && iban.length <= 34 && passesMod97(iban)) report(start, end);
  });
}

const phoneShape = /\+\d{1,3}(?:[ .()/-]{0,2}\d){7,13}|\(\d{3}\) ?\d{3}[ .-]\d{4}|\d{3}([.-])\d{3}\1\d{4}/g;

/** Telephone numbers in international form (E.164), or grouped as in North America. */
export function findPhones(text: string, report: Report): void {
  eachMatch(phoneShape, text, (start, end) => {
    if (standsAlone(text, start, end)) report(start, end);
  });
}

const ipv4Shape = /\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}/g;
const nobodys = new Set(["0.0.0.0", "127.0.0.1", "255.255.255.255", "::", "::1"]);
const namesVersion = /(?:version|release|build|agent)["':= /v]{1,4}$/i;
const maxIpv6 = 45;

/** IP addresses, those aside that mean every host or this one. */
export function findIps(text: string, report: Report): void {
  function take(start: number, end: number): void {
    const address = text.slice(start, end);
    // A port behind it is no part of the address, and does not make it one of a longer number.
    const whole = end + (isIP(address) === 4 ? portLength(text, end) : 0);
    if (standsAlone(text, start, whole) && !nobodys.has(address) && isIP(address) !== 0) report(start, end);
  }
  eachMatch(ipv4Shape, text, (start, end) => {
    if (!namesVersion.test(text.slice(Math.max(0, start - 12), start))) take(start, end);
  });
  for (let colon = text.indexOf(":"); colon >= 0; colon = text.indexOf(":", colon + 1)) {
    if (!isIpv6Character(text.charCodeAt(colon + 1))) continue;
    let start = colon;
    while (colon - start < maxIpv6 && isIpv6Character(text.charCodeAt(start - 1))) start--;
    let end = colon + 1;
    while (end - start < maxIpv6 && isIpv6Character(text.charCodeAt(end))) end++;
    if (end - start > 4) take(start, end);
    colon = end - 1;
  }
}

function portLength(text: string, from: number): number {
  return /^:\d{1,5}/.exec(text.slice(from, from + 6))?.[0].length ?? 0;
}

function isIpv6Character(code: number): boolean {
  return isDigit(code) || code === 58 || (code >= 97 && code <= 102) || (code >= 65 && code <= 70);
}

function eachMatch(shape: RegExp, text: string, take: Report): void {
  shape.lastIndex = 0;
  for (let match = shape.exec(text); match; match = shape.exec(text)) take(match.index, match.index + match[0].length);
}
