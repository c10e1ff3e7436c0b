import { StreamLanguage } from "@codemirror/language";

type State = {
  /** Where the text of the line begins. */
  column: number;
  /** A text in several lines (`|`, `>`) goes on while lines begin behind this column. */
  blockColumn: number | null;
};

const name = /^(?:"(?:[^"\\]|\\.){0,200}"|'[^']{0,200}'|[^\s:#,[\]{}&*!|>'"%@-][^:#,[\]{}]{0,200}?)(?=\s*:(?:\s|$))/;
const quoted = /^(?:"(?:[^"\\]|\\.)*"?|'[^']*'?)/;
const block = /^[|>][+-]?\d?(?=\s*(?:#.*)?$)/;
const end = String.raw`(?=\s*(?:[,\]}]|#|$))`;
const constant = new RegExp(`^(?:true|false|null|~)${end}`);
const number = new RegExp(`^-?\\d[\\d.]{0,30}${end}`);

/**
 * The colours of YAML, line by line. It builds no tree, so that no text, however deeply nested, is too much for it; what
 * the text means is read elsewhere.
 */
export const yamlLanguage = StreamLanguage.define<State>({
  name: "yaml",
  startState: () => ({ column: 0, blockColumn: null }),
  copyState: (state) => ({ ...state }),
  token(stream, state) {
    if (stream.sol()) {
      state.column = stream.indentation();
      if (state.blockColumn !== null && state.column > state.blockColumn) {
        stream.skipToEnd();
        return "string";
      }
      state.blockColumn = null;
    }
    if (stream.eatSpace()) return null;
    if (stream.match(/^#.*/)) return "comment";
    if (stream.match(name)) return "propertyName";
    if (stream.match(quoted)) return "string";
    if (stream.match(block)) {
      state.blockColumn = state.column;
      return "punctuation";
    }
    if (stream.match(/^[-?:](?=\s|$)|^[,[\]{}]/)) return "punctuation";
    if (stream.match(constant) || stream.match(number)) return "keyword";
    if (!stream.match(/^[^\s,[\]{}]+/)) stream.next();
    return null;
  },
  languageData: { commentTokens: { line: "#" } },
});
