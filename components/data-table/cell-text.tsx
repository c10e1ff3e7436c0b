import { splitUntrusted } from "#components/ui/untrusted-characters.ts";
import { classNames } from "#components/ui/class-names.ts";

/** Longer texts are cut here; what is not on the screen need not be in the page of every row. */
const maxLength = 300;

/** One line of text that somebody else wrote, cut with an ellipsis where the column ends; whole in its title. */
export function CellText({ text, className }: { text: string; className?: string }) {
  return (
    <bdi className={classNames("block truncate", className)} title={text.slice(0, 1_000)}>
      {splitUntrusted(text.slice(0, maxLength)).map((segment, index) =>
        "text" in segment ? (
          segment.text
        ) : (
          <span key={index} className="mx-px rounded-sm bg-warning-soft px-0.5 font-mono text-[0.8em] text-warning">
            {segment.mark}
          </span>
        ),
      )}
    </bdi>
  );
}

/** Nothing is known or nothing applies. */
export function NoValue() {
  return <span className="text-muted">–</span>;
}
