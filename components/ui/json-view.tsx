"use client";

import { useState, type ReactNode } from "react";
import { UntrustedText } from "./untrusted-text.tsx";

const shownEntries = 100;
const openDepth = 6;

/** JSON that somebody else wrote, laid out as JSON. Inert like UntrustedText; large and deep parts are folded. */
export function JsonView({ value, label }: { value: unknown; label: string }) {
  return (
    <section
      aria-label={label}
      // A region that scrolls must be reachable by keyboard.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className="overflow-x-auto rounded-md border bg-background p-3 font-mono text-xs leading-5 break-words"
    >
      <JsonNode value={value} depth={0} />
    </section>
  );
}

function JsonNode({ value, depth }: { value: unknown; depth: number }): ReactNode {
  if (typeof value === "string") return <JsonString text={value} />;
  if (Array.isArray(value)) {
    const entries = value.map((item: unknown): Entry => [null, item]);
    return <JsonBranch entries={entries} open="[" close="]" depth={depth} />;
  }
  if (typeof value === "object" && value !== null) {
    return <JsonBranch entries={Object.entries(value)} open="{" close="}" depth={depth} />;
  }
  return <span className="text-accent">{JSON.stringify(value ?? null)}</span>;
}

type Entry = [key: string | null, value: unknown];
type JsonBranchProps = { entries: Entry[]; open: string; close: string; depth: number };

function JsonBranch({ entries, open, close, depth }: JsonBranchProps) {
  const [shown, setShown] = useState(depth < openDepth ? shownEntries : 0);
  if (entries.length === 0) return `${open}${close}`;
  const hidden = entries.length - shown;
  return (
    <>
      {open}
      <span className="block border-l border-border pl-4">
        {entries.slice(0, shown).map(([key, value], index) => (
          <span key={key ?? index} className="block">
            {key !== null && (
              <>
                <span className="text-muted">
                  <JsonString text={key} />
                </span>
                {": "}
              </>
            )}
            <JsonNode value={value} depth={depth + 1} />
            {index < entries.length - 1 && ","}
          </span>
        ))}
        {hidden > 0 && (
          <button
            type="button"
            onClick={() => setShown(shown + shownEntries)}
            className="cursor-pointer rounded-sm border px-1 font-sans text-muted hover:bg-hover hover:text-text"
          >
            {`Show ${Math.min(hidden, shownEntries)} of ${hidden} more`}
          </button>
        )}
      </span>
      {close}
    </>
  );
}

function JsonString({ text }: { text: string }) {
  // Escapes quotes and backslashes as JSON does; line breaks stay line breaks, the rest UntrustedText marks.
  const escaped = text.replace(/["\\]/g, (character) => `\\${character}`);
  return (
    <>
      {'"'}
      <UntrustedText text={escaped} />
      {'"'}
    </>
  );
}
