"use client";

import { useId, useRef, useState } from "react";
import dynamic from "next/dynamic";
import type { CodeEditorHandle } from "#components/editor/code-editor.tsx";
import { yamlContext, type SourcePath } from "#components/editor/yaml-context.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Skeleton } from "#components/ui/states.tsx";
import { UntrustedText } from "#components/ui/untrusted-text.tsx";
import type { PolicyDocument, PolicyProblem } from "#lib/policies/schemas.ts";
import { completePolicy, describePolicy, type KnownNames } from "./complete-policy.ts";
import { RuleAside } from "./rule-aside.tsx";
import type { Checked } from "../use-checked-policy.ts";

const CodeEditor = dynamic(() => import("#components/editor/code-editor.tsx").then((module) => module.CodeEditor), {
  ssr: false,
  loading: () => <Skeleton className="h-full w-full" />,
});

type YamlViewProps = {
  source: string;
  /** What the text says; null while it cannot be read. */
  document: PolicyDocument | null;
  checked: Checked;
  known: KnownNames;
  /** Absent where the reader may only read. */
  onEdit?: (source: string) => void;
  onSave?: () => void;
};

/** The policy as YAML, with the form of the rule that the cursor is in beside it: both edit the same text. */
export function YamlView({ source, document, checked, known, onEdit, onSave }: YamlViewProps) {
  const helpId = useId();
  const editor = useRef<CodeEditorHandle>(null);
  const [cursor, setCursor] = useState<{ path: SourcePath; words: string | null }>({
    path: ["rules", 0],
    words: null,
  });
  const { result, isCurrent, failure } = checked;
  const problems = (result?.problems ?? []).map(({ message, line, column }) => ({
    message,
    line: line ?? 1,
    column: column ?? 1,
  }));
  const [list, index] = cursor.path;
  const rule = list === "rules" && typeof index === "number" ? document?.rules[index] : undefined;
  return (
    <div className="grid grow gap-4 p-4 lg:grid-cols-[minmax(0,3fr)_minmax(20rem,2fr)]">
      <div className="flex min-w-0 flex-col gap-2">
        <div className="h-[55dvh] min-h-72 lg:h-[calc(100dvh-19rem)]">
          <CodeEditor
            handle={editor}
            label="The policy as YAML"
            describedBy={helpId}
            value={source}
            problems={problems}
            readOnly={!onEdit}
            onChange={(text) => onEdit?.(text)}
            onSave={onSave}
            onCursor={(text, offset) =>
              setCursor({
                path: yamlContext(text, offset)?.path ?? [],
                words: describePolicy(text, offset)?.text ?? null,
              })
            }
            complete={(text, offset) => completePolicy(text, offset, known)}
            describe={describePolicy}
          />
        </div>
        <p id={helpId} className="min-h-4 text-xs text-muted">
          {cursor.words ?? "Ctrl-Space completes, F8 goes to the next problem, Tab leaves the editor."}
        </p>
        {failure && <Banner tone="danger">{failure}</Banner>}
        {!failure && (
          <Problems
            problems={result?.problems ?? []}
            isCurrent={isCurrent}
            onGo={({ line, column }) => editor.current?.goTo(line ?? 1, column ?? 1)}
          />
        )}
      </div>
      <RuleAside key={String(index)} source={source} document={document} rule={rule} {...(onEdit && { onEdit })} />
    </div>
  );
}

type ProblemsProps = { problems: readonly PolicyProblem[]; isCurrent: boolean; onGo: (problem: PolicyProblem) => void };

function Problems({ problems, isCurrent, onGo }: ProblemsProps) {
  if (problems.length === 0) {
    return <output className="text-xs text-muted">{isCurrent ? "No problems." : "Checking"}</output>;
  }
  return (
    <ul aria-label="Problems" className="flex max-h-40 flex-col gap-0.5 overflow-y-auto text-sm">
      {problems.map((problem, index) => (
        <li key={index}>
          <button
            type="button"
            onClick={() => onGo(problem)}
            className="w-full cursor-pointer rounded-sm px-1 text-left hover:bg-hover"
          >
            {problem.line !== null && (
              <span className="font-mono text-xs text-danger">{`Line ${problem.line}, column ${problem.column ?? 1}: `}</span>
            )}
            <UntrustedText text={problem.message} line />
          </button>
        </li>
      ))}
    </ul>
  );
}
