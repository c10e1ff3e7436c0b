"use client";

import { useEffect, useImperativeHandle, useRef, type Ref } from "react";
import type { EditorView } from "@codemirror/view";
import { useStyleNonce } from "#components/ui/style-nonce.ts";
import { createEditor, showProblems, type EditorCallbacks, type EditorProblem } from "./create-editor.ts";

export type CodeEditorHandle = {
  /** Puts the cursor there and the focus into the editor. Line and column count from 1. */
  goTo: (line: number, column: number) => void;
};

type CodeEditorProps = EditorCallbacks & {
  handle?: Ref<CodeEditorHandle>;
  label: string;
  /** Id of what explains the editor. */
  describedBy?: string;
  value: string;
  problems: readonly EditorProblem[];
  readOnly?: boolean;
};

/**
 * An editor for YAML: the tab key leaves it, Ctrl-Space completes, F8 goes to the next problem. Its text is `value`; a
 * value that comes from elsewhere changes only what differs, so that the cursor and the undo history stay.
 */
export function CodeEditor(props: CodeEditorProps) {
  const { handle, label, describedBy, value, problems, readOnly = false, ...callbacks } = props;
  const nonce = useStyleNonce();
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const latest = useRef({ value, problems, ...callbacks });
  useEffect(() => {
    latest.current = { value, problems, ...callbacks };
  });
  useEffect(() => {
    if (!host.current) return undefined;
    const created = createEditor({ parent: host.current, label, describedBy, readOnly, nonce, latest });
    view.current = created;
    return () => created.destroy();
  }, [label, describedBy, readOnly, nonce]);
  useEffect(() => {
    if (view.current) replaceText(view.current, value);
  }, [value]);
  useEffect(() => {
    if (view.current) showProblems(view.current, problems);
  }, [problems]);
  useImperativeHandle(handle, () => ({
    goTo(line, column) {
      const { current } = view;
      if (!current) return;
      const { from, to } = current.state.doc.line(Math.min(Math.max(line, 1), current.state.doc.lines));
      current.dispatch({ selection: { anchor: Math.min(from + column - 1, to) }, scrollIntoView: true });
      current.focus();
    },
  }));
  return (
    <div
      ref={host}
      className="h-full min-h-0 overflow-hidden rounded-md border border-control bg-surface outline-accent focus-within:outline-2"
    />
  );
}

function replaceText(view: EditorView, text: string): void {
  const before = view.state.doc.toString();
  if (before === text) return;
  const shorter = Math.min(before.length, text.length);
  let start = 0;
  while (start < shorter && before[start] === text[start]) start++;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === text[text.length - 1 - end]) end++;
  view.dispatch({ changes: { from: start, to: before.length - end, insert: text.slice(start, text.length - end) } });
}
