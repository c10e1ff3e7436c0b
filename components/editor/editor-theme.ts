import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const popup = {
  border: "1px solid var(--color-border)",
  borderRadius: "var(--radius-md)",
  backgroundColor: "var(--color-raised)",
  color: "var(--color-text)",
  boxShadow: "var(--shadow-raised)",
};

const look = EditorView.theme({
  "&": { height: "100%", fontSize: "var(--text-sm)", backgroundColor: "var(--color-surface)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--font-mono)", lineHeight: "1.6", overflow: "auto" },
  ".cm-content": { caretColor: "var(--color-text)", padding: "0.5rem 0" },
  // 16 px on a phone: a smaller text makes iOS zoom into the field.
  "@media (max-width: 40rem)": { ".cm-content": { fontSize: "var(--text-lg)" } },
  ".cm-cursor": { borderLeftColor: "var(--color-text)" },
  ".cm-gutters": {
    backgroundColor: "var(--color-surface)",
    color: "var(--color-muted)",
    borderRight: "1px solid var(--color-border)",
  },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--color-hover)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--color-selected)",
  },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--color-selected)" },
  ".cm-tooltip": popup,
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--font-mono)", maxHeight: "16rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "0.125rem 0.5rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "var(--color-selected)",
    color: "var(--color-text)",
  },
  ".cm-completionDetail": { color: "var(--color-muted)", fontStyle: "normal" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "600" },
  ".cm-tooltip.cm-completionInfo, .cm-describe": {
    ...popup,
    maxWidth: "22rem",
    padding: "0.375rem 0.5rem",
    fontFamily: "var(--font-sans)",
    whiteSpace: "pre-wrap",
  },
  ".cm-tooltip .cm-describe": { border: "0", boxShadow: "none" },
  ".cm-diagnostic": { fontFamily: "var(--font-sans)", padding: "0.375rem 0.5rem" },
  ".cm-diagnostic-error": { borderLeft: "3px solid var(--color-danger)" },
  ".cm-diagnostic-warning": { borderLeft: "3px solid var(--color-warning)" },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--color-danger)",
    textUnderlineOffset: "3px",
  },
  ".cm-panels": { backgroundColor: "var(--color-raised)", color: "var(--color-text)" },
});

const colours = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--color-accent)" },
  { tag: tags.string, color: "var(--color-success)" },
  { tag: [tags.comment, tags.lineComment], color: "var(--color-muted)", fontStyle: "italic" },
  { tag: [tags.keyword, tags.bool, tags.null], color: "var(--color-unknown)" },
  { tag: [tags.separator, tags.punctuation, tags.squareBracket, tags.brace], color: "var(--color-muted)" },
]);

/** The editor in the colours of the console, light and dark. */
export const editorTheme = [look, syntaxHighlighting(colours)];
