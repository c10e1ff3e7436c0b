import { autocompletion, completionKeymap, type CompletionResult } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";

import { bracketMatching, indentOnInput, indentUnit } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  hoverTooltip,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { editorTheme } from "./editor-theme.ts";
import { yamlLanguage } from "./yaml-language.ts";

/** Line and column count from 1. */
export type EditorProblem = { message: string; line: number; column: number; severity?: "error" | "warning" };

export type EditorCallbacks = {
  onChange: (text: string) => void;
  /** Ctrl-S, or Cmd-S. */
  onSave?: (() => void) | undefined;
  /** The cursor has moved to an offset. */
  onCursor?: ((text: string, offset: number) => void) | undefined;
  complete?: ((text: string, offset: number) => CompletionResult | null) | undefined;
  /** What to say about the word at an offset. */
  describe?: ((text: string, offset: number) => { from: number; to: number; text: string } | null) | undefined;
};

type EditorOptions = {
  parent: HTMLElement;
  label: string;
  describedBy: string | undefined;
  readOnly: boolean;
  /** For the styles that it adds to the document. */
  nonce: string | undefined;
  /** What the editor shows when it is made, and whom it calls at any time. */
  latest: { readonly current: EditorCallbacks & { value: string; problems: readonly EditorProblem[] } };
};

export function createEditor({ parent, label, describedBy, readOnly, nonce, latest }: EditorOptions): EditorView {
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: latest.current.value,
      extensions: [
        lineNumbers(),
        highlightActiveLineGutter(),
        highlightSpecialChars(),
        history(),
        drawSelection(),
        indentUnit.of("  "),
        indentOnInput(),
        bracketMatching(),
        highlightActiveLine(),
        yamlLanguage,
        lintGutter(),
        EditorView.lineWrapping,
        EditorState.readOnly.of(readOnly),
        autocompletion({
          icons: false,
          override: [({ state, pos }) => latest.current.complete?.(state.doc.toString(), pos) ?? null],
        }),
        hoverTooltip((view, pos) => describeAt(view, pos, latest.current)),
        keymap.of([{ key: "Mod-s", run: () => save(latest.current) }]),
        keymap.of([...completionKeymap, ...lintKeymap, ...historyKeymap, ...defaultKeymap]),
        EditorView.contentAttributes.of({
          "aria-label": label,
          spellcheck: "false",
          tabindex: "0",
          ...(describedBy && { "aria-describedby": describedBy }),
        }),
        EditorView.updateListener.of(({ docChanged, selectionSet, state }) => {
          const now = docChanged || selectionSet ? state.doc.toString() : "";
          if (docChanged) latest.current.onChange(now);
          if (docChanged || selectionSet) latest.current.onCursor?.(now, state.selection.main.head);
        }),
        editorTheme,
        nonce === undefined ? [] : EditorView.cspNonce.of(nonce),
      ],
    }),
  });
  showProblems(view, latest.current.problems);
  return view;
}

/** Underlines from each problem to the end of its line. */
export function showProblems(view: EditorView, problems: readonly EditorProblem[]): void {
  const { doc } = view.state;
  const diagnostics = problems.map(({ message, line, column, severity = "error" }) => {
    const at = doc.line(Math.min(Math.max(line, 1), doc.lines));
    const from = Math.min(at.from + column - 1, at.to);
    return { from, to: Math.max(from, at.to), severity, message };
  });
  view.dispatch(setDiagnostics(view.state, diagnostics));
}

function describeAt({ state }: EditorView, pos: number, { describe }: EditorCallbacks) {
  const found = describe?.(state.doc.toString(), pos);
  if (!found) return null;
  return {
    pos: found.from,
    end: found.to,
    above: true,
    create() {
      const dom = document.createElement("div");
      dom.className = "cm-describe";
      dom.textContent = found.text;
      return { dom };
    },
  };
}

/** Keeps the key from the browser, which would save the page as a file. */
function save({ onSave }: EditorCallbacks): boolean {
  onSave?.();
  return true;
}
