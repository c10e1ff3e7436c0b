import { objectMembers, skipSpace, type Span } from "./json-spans.ts";

/** Where the value lies that `path` leads to through objects; undefined where there is none. `text` is valid JSON. */
export function findJson(text: string, path: readonly string[]): Span | undefined {
  let found: Span | undefined = { start: skipSpace(text, 0), end: text.length };
  for (const name of path) {
    let next: Span | undefined;
    // Readers take the last of repeated members.
    for (const member of objectMembers(text, found.start)) if (member.key === name) next = member;
    if (!next) return undefined;
    found = next;
  }
  return found;
}

/** `text` with another value where `path` leads; every other character stays, and all of them where it leads nowhere. */
export function replaceJson(text: string, path: readonly string[], value: string): string {
  const found = findJson(text, path);
  return found ? text.slice(0, found.start) + value + text.slice(found.end) : text;
}
