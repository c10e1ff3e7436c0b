"use client";

import { useState } from "react";
import { classNames } from "./class-names.ts";
import { formatBytes } from "./time-format.ts";
import { splitUntrusted } from "./untrusted-characters.ts";

type UntrustedTextProps = {
  text: string;
  /** Characters shown before the rest is folded away. */
  limit?: number;
  /** For a cell or a link: on one line, and what is folded stays folded. */
  line?: boolean;
  className?: string;
};

/**
 * Text that somebody else wrote: never a link, never markup; unseen and misleading characters become marks, writing
 * direction cannot reach its neighbours, long values are folded with their size.
 */
export function UntrustedText({ text, limit = 600, line = false, className }: UntrustedTextProps) {
  const [open, setOpen] = useState(false);
  const folded = text.length > limit;
  const shown = folded && !open ? text.slice(0, limit) : text;
  return (
    <>
      <bdi className={classNames("break-words", !line && "whitespace-pre-wrap", className)}>
        {splitUntrusted(shown).map((segment, index) =>
          "text" in segment ? (
            segment.text
          ) : (
            <span
              key={index}
              title={`${segment.mark}, ${segment.name}`}
              className="mx-px rounded-sm bg-warning-soft px-0.5 font-mono text-[0.8em] text-warning"
            >
              {segment.mark}
            </span>
          ),
        )}
        {folded && !open && "…"}
      </bdi>
      {folded && !line && (
        <button
          type="button"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
          className="ml-1 cursor-pointer rounded-sm border px-1 font-sans text-xs text-muted hover:bg-hover hover:text-text"
        >
          {open ? "Fold" : `Show all ${formatBytes(new TextEncoder().encode(text).length)}`}
        </button>
      )}
    </>
  );
}
