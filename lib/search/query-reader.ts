/** A word or a phrase as it stands in the query. `glob`: wildcards and their escapes kept; of a phrase, its text. */
export type Word = { glob: string; quoted: boolean; unclosed: boolean; start: number; end: number };

type Side = { text: string; included: boolean };

export type QueryReader = ReturnType<typeof createQueryReader>;

/** Goes through the text of a query; every `take…` skips spaces first, and moves on only where it finds what it takes. */
export function createQueryReader(text: string) {
  let at = 0;

  function skipSpaces(): void {
    while (/\s/.test(text[at] ?? "")) at++;
  }

  /** Runs a sticky pattern here. */
  function take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) at = pattern.lastIndex;
    return match;
  }

  function isAtKeyword(keyword: "AND" | "OR" | "NOT"): boolean {
    skipSpaces();
    return (
      text.startsWith(keyword, at) && /^(?:$|[\s()"])/.test(text.slice(at + keyword.length, at + keyword.length + 1))
    );
  }

  return {
    get start(): number {
      return at;
    },
    skip(count: number): void {
      at += count;
    },
    /** The next character that is no space; empty at the end. */
    peek(): string {
      skipSpaces();
      return text[at] ?? "";
    },
    /** The next character, a space too. */
    peekNow(): string {
      return text[at] ?? "";
    },
    isAtKeyword,
    takeKeyword(keyword: "AND" | "OR" | "NOT"): boolean {
      if (!isAtKeyword(keyword)) return false;
      at += keyword.length;
      return true;
    },
    takeMinus(): boolean {
      skipSpaces();
      return take(/[-!](?=\S)/y) !== null;
    },
    /** `CIDR(field,range,range)`. */
    takeCidr(): { parts: string[]; start: number; end: number } | null {
      skipSpaces();
      const start = at;
      const match = take(/CIDR\(([^()]*)\)/y);
      return match && { parts: (match[1] ?? "").split(",").map((part) => part.trim()), start, end: at };
    },
    /** `[a TO b]`, `{a TO b}`, `>a`, `>=a`, `<a`, `<=a`: the lower side and the upper one, null where it is open. */
    takeRange(): { sides: [Side | null, Side | null]; start: number; end: number } | null {
      const start = at;
      const span = take(/([[{])\s*([^\s\]}]+)\s+TO\s+([^\s\]}]+)\s*([\]}])/y);
      if (span) {
        const [, open, from = "", to = "", close] = span;
        const sides: [Side, Side] = [
          { text: from, included: open === "[" },
          { text: to, included: close === "]" },
        ];
        return { sides, start, end: at };
      }
      const comparison = take(/([<>])(=?)([^\s()"<>=]+)/y);
      if (!comparison) return null;
      const side = { text: comparison[3] ?? "", included: comparison[2] === "=" };
      return { sides: comparison[1] === ">" ? [side, null] : [null, side], start, end: at };
    },
    /** A phrase in quotes, or characters up to a space, a parenthesis, a quote or the one given. */
    takeWord(until = ""): Word {
      const start = at;
      if (text[at] === '"') {
        const phrase = take(/"((?:[^"\\]|\\.)*)("?)/sy);
        const glob = (phrase?.[1] ?? "").replaceAll(/\\(["\\])/g, "$1");
        return { glob, quoted: true, unclosed: phrase?.[2] !== '"', start, end: at };
      }
      const match = take(until === ":" ? /(?:\\.|[^\s()":\\])*/sy : /(?:\\.|[^\s()"\\])*/sy);
      // Only wildcards keep their escapes; a lone backslash at the end stands for itself.
      const glob = (match?.[0] ?? "").replaceAll(/\\([^*?\\])/gs, "$1");
      if (text[at] === "\\") at++;
      return { glob, quoted: false, unclosed: false, start, end: at };
    },
  };
}
