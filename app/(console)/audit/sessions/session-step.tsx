"use client";

import { useEffect, useRef } from "react";
import { CellText } from "#components/data-table/cell-text.tsx";
import { classNames } from "#components/ui/class-names.ts";
import { Status } from "#components/ui/status.tsx";
import { formatDuration } from "#components/ui/time-format.ts";
import { describeDecision, describeEvent } from "../event-words.ts";
import { LogTime } from "../log-time.tsx";
import type { Step } from "./to-steps.ts";

/** Shorter gaps are not worth a word. */
const toldGapMs = 1_000;

type SessionStepProps = { step: Step; run: { from: Date; to: Date }; isCurrent: boolean; onChoose: () => void };

/** One step in the line: when, what, how it ended, how long it took, and where in the run that was. */
export function SessionStep({ step, run, isCurrent, onChoose }: SessionStepProps) {
  const { event, startedAt, endedAt, gapMs, wasHeld } = step;
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isCurrent) row.current?.scrollIntoView({ block: "nearest" });
  }, [isCurrent]);
  const spanMs = Math.max(1, run.to.getTime() - run.from.getTime());
  const part = (ms: number) => (100 * ms) / spanMs;
  const tookMs = endedAt.getTime() - startedAt.getTime();
  const decision = describeDecision(event);
  const told = wasHeld && decision !== "held" ? `held, ${decision ?? "not decided"}` : decision;
  return (
    <li ref={row} className="scroll-mt-24 border-b last:border-b-0">
      {gapMs !== null && gapMs >= toldGapMs && (
        <p className="bg-background px-4 py-0.5 text-xs text-muted">{`${formatDuration(gapMs)} later`}</p>
      )}
      <button
        type="button"
        aria-current={isCurrent ? "step" : undefined}
        onClick={onChoose}
        className={classNames(
          "grid w-full cursor-pointer grid-cols-[auto_minmax(0,1fr)_auto_4.5rem] items-center gap-x-3 px-4 py-1.5 text-left text-sm -outline-offset-2 hover:bg-hover",
          isCurrent && "bg-selected",
        )}
      >
        <LogTime at={startedAt} />
        <span className="min-w-0 font-mono text-xs">
          <CellText text={event.tool ?? event.operation ?? describeEvent(event.type)} />
        </span>
        <span className="flex items-center gap-2">
          {told && <span className="text-xs text-muted max-sm:hidden">{told}</span>}
          <Status status={event.status} />
        </span>
        <span className="text-right text-xs text-muted">{tookMs > 0 ? formatDuration(tookMs) : ""}</span>
        <svg aria-hidden viewBox="0 0 100 1" preserveAspectRatio="none" className="col-span-4 mt-1 h-1 w-full">
          <rect width={100} height={1} className="fill-hover" />
          <rect
            x={part(startedAt.getTime() - run.from.getTime())}
            width={Math.max(0.4, part(tookMs))}
            height={1}
            className={wasHeld ? "fill-held" : "fill-chart-1"}
          />
        </svg>
      </button>
    </li>
  );
}
