import { findField } from "#lib/search/find-field.ts";
import { searchFields, type SearchField } from "#lib/search/fields.ts";

/** What is being typed at a place of a query: the characters from `start` to `end` are what a choice replaces. */
export type Typing =
  | { kind: "field"; prefix: string; start: number; end: number }
  | { kind: "value"; field: SearchField; prefix: string; start: number; end: number };

/** The word at `caret`, as far as it is typed: a field's name, or a value after `field:` or inside `field:( … )`. */
export function typingAt(text: string, caret: number): Typing | null {
  let start = 0;
  let colon = -1;
  let quoted = false;
  const groups: (SearchField | null)[] = [];
  for (let index = 0; index < caret; index += 1) {
    const character = text[index];
    if (character === "\\") index += 1;
    else if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === ":" && colon === -1) colon = index;
    else if (character === "(" || character === ")" || /\s/.test(character ?? "")) {
      if (character === "(")
        groups.push(colon === index - 1 ? fieldOf(text.slice(start, colon)) : (groups.at(-1) ?? null));
      if (character === ")") groups.pop();
      start = index + 1;
      colon = -1;
    }
  }
  const end = endOfWord(text, caret, quoted);
  if (colon !== -1) {
    const field = fieldOf(text.slice(start, colon));
    return field && { kind: "value", field, prefix: unquoted(text.slice(colon + 1, caret)), start: colon + 1, end };
  }
  const group = groups.at(-1);
  const from = start + (text.startsWith("-", start) && start < caret ? 1 : 0);
  const prefix = text.slice(from, caret);
  if (group) return { kind: "value", field: group, prefix: unquoted(prefix), start: from, end };
  return prefix.startsWith('"') ? null : { kind: "field", prefix, start: from, end };
}

/** Fields whose name or label begins with what is typed, or has it inside; those that begin with it first. */
export function matchingFields(prefix: string): SearchField[] {
  const typed = prefix.replace(/^@/, "").toLowerCase();
  const ranked = Object.entries(searchFields).flatMap(([name, { label, aliases }]) => {
    const words = [name, label.toLowerCase(), ...aliases.map((alias) => alias.replace(/^@/, "").toLowerCase())];
    const rank = words.some((word) => word.startsWith(typed)) ? 0 : words.some((word) => word.includes(typed)) ? 1 : 2;
    return rank === 2 ? [] : [{ name: name as SearchField, rank }];
  });
  return ranked.toSorted((a, b) => a.rank - b.rank).map(({ name }) => name);
}

/** The query with a choice in place of what was typed, and where the caret then stands. */
export function completed(text: string, { start, end }: Typing, choice: string): { text: string; caret: number } {
  const rest = text.slice(end);
  const space = choice.endsWith(":") || /^[\s)]/.test(rest) ? "" : " ";
  const before = `${text.slice(0, start)}${choice}${space}`;
  return { text: before + rest, caret: before.length };
}

function fieldOf(name: string): SearchField | null {
  return findField(name.replace(/^-/, "")) ?? null;
}

function endOfWord(text: string, caret: number, quoted: boolean): number {
  const ending = quoted ? /"|$/ : /[\s()]|$/;
  const length = text.slice(caret).search(ending);
  return caret + length + (quoted && text[caret + length] === '"' ? 1 : 0);
}

function unquoted(text: string): string {
  return text.replace(/^"/, "").replace(/\\(.)/g, "$1");
}
