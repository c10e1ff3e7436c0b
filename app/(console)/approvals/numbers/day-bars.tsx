import type { ApprovalStats } from "#lib/approval-stats/schemas.ts";

const height = 64;
const step = 10;

/** Held calls of each day, as bars; the same in words for those who do not see them. */
export function DayBars({ days }: { days: ApprovalStats["byDay"] }) {
  const most = Math.max(1, ...days.map(({ holds }) => holds));
  const busiest = days.find(({ holds }) => holds === most);
  const words = `The most were ${most}, on ${busiest?.day ?? "no day"}.`;
  return (
    <figure className="border-b px-4 py-4">
      <figcaption className="mb-2 text-sm font-medium">
        Held calls a day (UTC)<span className="sr-only">. {words}</span>
      </figcaption>
      <svg
        aria-hidden
        viewBox={`0 0 ${days.length * step} ${height}`}
        preserveAspectRatio="none"
        className="h-16 w-full max-w-3xl"
      >
        {days.map(({ day, holds, decided }, index) => {
          const tall = (holds / most) * (height - 1) + 1;
          return (
            <rect
              key={day}
              x={index * step + 1}
              y={height - tall}
              width={step - 2}
              height={tall}
              className={holds === 0 ? "fill-border" : "fill-held"}
            >
              <title>{`${day}: ${holds} held, ${decided} decided`}</title>
            </rect>
          );
        })}
      </svg>
      <p className="mt-1 flex max-w-3xl justify-between text-xs text-muted">
        <span>{days[0]?.day}</span>
        <span>most: {most}</span>
        <span>{days.at(-1)?.day}</span>
      </p>
    </figure>
  );
}
