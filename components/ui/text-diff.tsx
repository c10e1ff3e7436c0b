import { classNames } from "./class-names.ts";
import { diffLines, type DiffLine } from "./diff-lines.ts";
import { UntrustedText } from "./untrusted-text.tsx";

const looks: Record<DiffLine["kind"], { sign: string; word: string; className: string }> = {
  same: { sign: " ", word: "", className: "text-muted" },
  added: { sign: "+", word: "added: ", className: "bg-success-soft" },
  removed: { sign: "-", word: "removed: ", className: "bg-danger-soft" },
};

/** What differs between two texts, line by line, with a sign beside each line so that colour alone says nothing. */
export function TextDiff({ before, after, label }: { before: string; after: string; label: string }) {
  return (
    <section
      aria-label={label}
      // A region that scrolls must be reachable by keyboard.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className="max-h-96 overflow-auto rounded-md border bg-background py-1 font-mono text-xs leading-5"
    >
      {diffLines(before, after).map(({ kind, text }, index) => (
        <div key={index} className={classNames("flex gap-2 px-2", looks[kind].className)}>
          <span aria-hidden className="select-none">
            {looks[kind].sign}
          </span>
          <span className="min-w-0 break-words whitespace-pre-wrap">
            <span className="sr-only">{looks[kind].word}</span>
            <UntrustedText text={text} limit={2_000} />
          </span>
        </div>
      ))}
    </section>
  );
}
