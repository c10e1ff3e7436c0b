/** Something sensitive in a text: offsets of it, and what it is. */
export type Finding = { start: number; end: number; kind: string };

export type Report = (start: number, end: number) => void;

export function isLetterOrDigit(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Whether the character before `index` could belong to the same word. */
export function continuesWord(text: string, index: number): boolean {
  const code = text.charCodeAt(index - 1);
  return isLetterOrDigit(code) || code === 95;
}

/** Not the middle of a longer number, name, version or path. */
export function standsAlone(text: string, start: number, end: number): boolean {
  const before = text.charCodeAt(start - 1);
  const after = text.charCodeAt(end);
  if (isLetterOrDigit(before) || before === 95 || before === 46 || before === 45 || before === 58) {
    // A colon or dot that ends a word, as in "tel:" or "call.", is fine; within numbers it is not.
    if (!((before === 58 || before === 46) && !isDigit(text.charCodeAt(start - 2)))) return false;
  }
  if (isLetterOrDigit(after) || after === 95) return false;
  return !((after === 46 || after === 45 || after === 58) && isLetterOrDigit(text.charCodeAt(end + 1)));
}
