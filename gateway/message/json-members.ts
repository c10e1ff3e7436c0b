import { objectMembers, skipSpace } from "./json-spans.ts";

/** Where the value of a member begins; undefined where the object has none of that name. `text` is valid JSON. */
export function memberAt(text: string, object: number, key: string): number | undefined {
  for (const member of objectMembers(text, object)) if (member.key === key) return member.start;
  return undefined;
}

/** The text with a member put first into the object that begins at `object`; everything else stays byte for byte. */
export function insertMember(text: string, object: number, member: string): string {
  return insertFirst(text, object, member, "}");
}

/** The text with an element put first into what begins at `list`; unchanged where that is no list. */
export function insertElement(text: string, list: number, element: string): string {
  return text[list] === "[" ? insertFirst(text, list, element, "]") : text;
}

function insertFirst(text: string, open: number, item: string, close: string): string {
  const isEmpty = text[skipSpace(text, open + 1)] === close;
  return `${text.slice(0, open + 1)}${item}${isEmpty ? "" : ","}${text.slice(open + 1)}`;
}
