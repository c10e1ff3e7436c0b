import { isDigit, isLetterOrDigit, type Report } from "./finding.ts";

const maxLocal = 64;
const maxDomain = 253;
/** Endings of file names that look like domains: `icon@2x.png`. */
const fileEndings = new Set([
  "png",
  "jpg",
  "jpeg",
  "gif",
  "svg",
  "webp",
  "js",
  "mjs",
  "ts",
  "css",
  "json",
  "html",
  "md",
]);

/** E-mail addresses (the part of RFC 5321 that is in use), found by their @. */
export function findEmails(text: string, report: Report): void {
  for (let at = text.indexOf("@"); at >= 0; at = text.indexOf("@", at + 1)) {
    let start = at;
    while (start > 0 && at - start < maxLocal && isLocal(text.charCodeAt(start - 1))) start--;
    while (start < at && !isLetterOrDigit(text.charCodeAt(start))) start++;
    if (start === at) continue;
    const end = endOfDomain(text, at + 1);
    if (end > 0 && !isPartOfUrl(text, start, end)) report(start, end);
  }
}

function isLocal(code: number): boolean {
  // . _ % + - '
  return isLetterOrDigit(code) || code === 46 || code === 95 || code === 37 || code === 43 || code === 45;
}

/** Offset after the domain that begins at `from`; 0 where there is none with a dot and letters after it. */
function endOfDomain(text: string, from: number): number {
  let end = from;
  let lastDot = -1;
  while (end - from < maxDomain) {
    const code = text.charCodeAt(end);
    if (code === 46) {
      if (end === from || text.charCodeAt(end - 1) === 46) break;
      lastDot = end;
    } else if (!isLetterOrDigit(code) && code !== 45) break;
    end++;
  }
  if (lastDot === end - 1) {
    end--;
    lastDot = text.lastIndexOf(".", end - 1);
  }
  if (lastDot <= from || end - lastDot < 3) return 0;
  for (let index = lastDot + 1; index < end; index++) if (isDigit(text.charCodeAt(index))) return 0;
  return fileEndings.has(text.slice(lastDot + 1, end).toLowerCase()) ? 0 : end;
}

/** `git@github.com:team/repo` and the `password@host` of a URL are no addresses of people. */
function isPartOfUrl(text: string, start: number, end: number): boolean {
  if (text[end] === ":" && text.slice(start, start + 4) === "git@") return true;
  if (text[start - 1] === "/") return true;
  return (
    text[start - 1] === ":" &&
    !text
      .slice(Math.max(0, start - 7), start)
      .toLowerCase()
      .endsWith("mailto:")
  );
}
