import { UntrustedText } from "#components/ui/untrusted-text.tsx";
import { ExactTime } from "#components/ui/time.tsx";
import { formatDuration } from "#components/ui/time-format.ts";
import type { Step } from "./to-steps.ts";

/** Who it was, when, how long, and how the calls ended. */
export function SessionFacts({ steps }: { steps: Step[] }) {
  const [first] = steps;
  if (!first) return null;
  const endMs = Math.max(...steps.map(({ endedAt }) => endedAt.getTime()));
  const who = [first.event.agent, first.event.userName].filter(Boolean).join(" for ");
  const servers = [...new Set(steps.flatMap(({ event }) => event.connection ?? []))];
  return (
    <p className="border-b px-4 py-2 text-sm">
      <UntrustedText text={who === "" ? "somebody unknown" : who} limit={120} line />
      {servers.length > 0 && (
        <>
          {" at "}
          <UntrustedText text={servers.join(", ")} limit={120} line />
        </>
      )}
      <span className="text-muted">
        {", from "}
        <ExactTime at={first.startedAt} />
        {`, ${formatDuration(endMs - first.startedAt.getTime())}: `}
        {describeOutcomes(steps)}
      </span>
    </p>
  );
}

function describeOutcomes(steps: Step[]): string {
  const counts = new Map<string, number>();
  for (const { event } of steps) counts.set(event.status, (counts.get(event.status) ?? 0) + 1);
  const outcomes = [...counts].map(([status, count]) => `${count} ${status}`).join(", ");
  return `${steps.length} ${steps.length === 1 ? "step" : "steps"}, ${outcomes}`;
}
