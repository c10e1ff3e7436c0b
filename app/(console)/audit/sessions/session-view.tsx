"use client";

import { useEffect, useMemo, useState } from "react";
import { parseAsInteger, useQueryState } from "nuqs";
import { useShortcuts } from "#components/shell/use-shortcuts.ts";
import { Banner } from "#components/ui/banner.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { SkeletonRows } from "#components/ui/states.tsx";
import type { EventDetails, EventRow } from "#lib/ledger/schemas.ts";
import { EventView } from "../entry/event-view.tsx";
import type { Reader } from "../entry/reader.ts";
import { useFetched } from "../use-fetched.ts";
import { SessionFacts } from "./session-facts.tsx";
import { SessionPlayer } from "./session-player.tsx";
import { SessionStep } from "./session-step.tsx";
import { toSteps, type Step } from "./to-steps.ts";

/** A gap is played at a tenth of its length, within these. */
const playedMs = { least: 500, most: 2_500 };

type SessionViewProps = {
  events: EventRow[];
  /** The entry to begin with; without one, the first step. */
  focus: string;
  reader: Reader;
  moreHref: string | null;
};

/** A run as a line of steps, and the step that is looked at beside it. */
export function SessionView({ events, focus, reader, moreHref }: SessionViewProps) {
  const steps = useMemo(() => toSteps(events), [events]);
  const first = useMemo(() => stepOf(steps, events, focus), [steps, events, focus]);
  const [chosen, setStep] = useQueryState("step", parseAsInteger.withOptions({ history: "replace" }));
  const step = chosen ?? first;
  const [isPlaying, setPlaying] = useState(false);
  const place = Math.min(Math.max(step, 1), steps.length) - 1;
  const current = steps[place];
  const isLast = place === steps.length - 1;
  const nextGapMs = steps[place + 1]?.gapMs ?? 0;
  const { value: details, problem } = useFetched<EventDetails>(
    current ? `/api/audit/events/${current.event.id}` : null,
  );

  function go(to: number): void {
    setPlaying(false);
    if (to >= 0 && to < steps.length) void setStep(to + 1);
  }
  useShortcuts({ j: () => go(place + 1), k: () => go(place - 1) });
  useEffect(() => {
    if (!isPlaying) return undefined;
    const delayMs = Math.min(playedMs.most, Math.max(playedMs.least, nextGapMs / 10));
    const timer = setTimeout(() => {
      if (isLast) setPlaying(false);
      else void setStep(place + 2);
    }, delayMs);
    return () => clearTimeout(timer);
  }, [isPlaying, isLast, place, nextGapMs, setStep]);

  return (
    <div className="grid min-h-0 grow lg:grid-cols-[minmax(0,1fr)_minmax(0,1fr)]">
      <div className="min-w-0 border-r">
        <SessionFacts steps={steps} />
        <SessionPlayer
          place={place}
          steps={steps}
          isPlaying={isPlaying}
          onPlay={() => {
            if (isLast) void setStep(1);
            setPlaying(!isPlaying);
          }}
          onGo={go}
        />
        <ol aria-label="Steps">
          {steps.map((each, index) => (
            <SessionStep
              key={each.event.id}
              step={each}
              run={{ from: steps[0]?.startedAt ?? each.startedAt, to: lastEnd(events) }}
              isCurrent={index === place}
              onChoose={() => go(index)}
            />
          ))}
        </ol>
        {moreHref && (
          <p className="p-4">
            <ButtonLink href={moreHref}>Go on with the next calls</ButtonLink>
          </p>
        )}
      </div>
      <section aria-label="The step" className="min-w-0 px-4 py-2">
        {problem && <Banner tone="danger">{problem}</Banner>}
        {!details && !problem && <SkeletonRows rows={8} />}
        {details && <EventView details={details} reader={reader} inHand={{ query: "" }} />}
      </section>
    </div>
  );
}

/** The number of the step that an entry is part of; 1 where it is part of none. */
function stepOf(steps: readonly Step[], events: readonly EventRow[], id: string): number {
  const entry = events.find((event) => event.id === id);
  const isOf = ({ event }: Step): boolean =>
    event.id === id || (event.callId !== null && event.callId === entry?.callId);
  return Math.max(0, steps.findIndex(isOf)) + 1;
}

function lastEnd(events: readonly EventRow[]): Date {
  return new Date(Math.max(...events.map(({ at }) => at.getTime())));
}
