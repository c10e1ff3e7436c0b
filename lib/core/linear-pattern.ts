import { RE2JS, RE2JSException } from "re2js";

/** A regular expression of the RE2 syntax, which has no construct that takes more than linear time. */
export type LinearPattern = {
  test(text: string): boolean;
  /** Every match that is not empty, from left to right, as offsets into `text`. */
  find(text: string): { start: number; end: number }[];
};

/** Compiles `source`. Throws SyntaxError with a sentence where RE2 does not take it (backreferences, lookaround). */
export function compileLinearPattern(source: string): LinearPattern {
  const pattern = parse(source);
  return {
    test: (text) => pattern.test(text),
    find(text) {
      const found: { start: number; end: number }[] = [];
      const matcher = pattern.matcher(text);
      while (matcher.find()) {
        if (matcher.end() > matcher.start()) found.push({ start: matcher.start(), end: matcher.end() });
      }
      return found;
    },
  };
}

function parse(source: string): RE2JS {
  try {
    return RE2JS.compile(source);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    throw new SyntaxError(`The pattern is not one that RE2 takes: ${error.message}.`, { cause: error });
  }
}
