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
