import type { QueryProblem } from "#lib/search/schemas.ts";

type MarkedQueryProps = { text: string; problems: readonly QueryProblem[]; scrolled: number };

/** The query again behind its field, unseen but for lines under what cannot be understood. */
export function MarkedQuery({ text, problems, scrolled }: MarkedQueryProps) {
  if (problems.length === 0) return null;
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute inset-0 overflow-hidden px-2 font-mono text-lg leading-8 whitespace-pre text-transparent sm:text-sm sm:leading-8"
    >
      <span className="inline-block" style={{ transform: `translateX(${-scrolled}px)` }}>
        {pieces(text, problems).map(({ start, part, isWrong }) =>
          isWrong ? (
            <span key={start} className="underline decoration-danger decoration-wavy decoration-2">
              {part === "" ? " " : part}
            </span>
          ) : (
            <span key={start}>{part}</span>
          ),
        )}
      </span>
    </div>
  );
}

/** The text cut where problems begin and end. */
function pieces(text: string, problems: readonly QueryProblem[]) {
  const cuts = problems.flatMap(({ start, end }) => [start, end]).filter((cut) => cut > 0 && cut < text.length);
  const starts = [...new Set([0, ...cuts])].toSorted((a, b) => a - b);
  // A problem at the very end, where something is missing, is marked behind the text.
  if (problems.some(({ start }) => start >= text.length)) starts.push(text.length);
  return starts.map((start, index) => ({
    start,
    part: text.slice(start, starts[index + 1] ?? text.length),
    isWrong: problems.some((problem) => problem.start <= start && start < Math.max(problem.end, problem.start + 1)),
  }));
}
