"use client";

import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { classNames } from "#components/ui/class-names.ts";
import { Input } from "#components/ui/input.tsx";
import { formatExact } from "#components/ui/time-format.ts";
import { useReaderTimeZone } from "#components/ui/time.tsx";
import type { Usage } from "#lib/usage/schemas.ts";
import { periods, periodWords, type UsageChange, type UsageParams } from "./search-params.ts";

const dayMs = 86_400_000;

type PeriodChoiceProps = { usage: Usage; params: UsageParams; onChange: (change: UsageChange) => void };

/** A period up to now, or from one day to another. */
export function PeriodChoice({ usage, params, onChange }: PeriodChoiceProps) {
  const [choosing, setChoosing] = useState(false);
  const isCustom = params.from !== null || params.to !== null;
  return (
    <div className="flex flex-col items-end gap-1 max-sm:items-start">
      <fieldset aria-label="Period" className="flex flex-wrap gap-1">
        {periods.map((period) => {
          const chosen = !isCustom && params.period === period;
          return (
            <button
              key={period}
              type="button"
              aria-pressed={chosen}
              className={choiceClass(chosen)}
              onClick={() => {
                setChoosing(false);
                onChange({ period, from: null, to: null });
              }}
            >
              {periodWords[period]}
            </button>
          );
        })}
        <button
          type="button"
          aria-pressed={isCustom}
          aria-expanded={choosing}
          className={choiceClass(isCustom)}
          onClick={() => setChoosing(!choosing)}
        >
          From … to …
        </button>
      </fieldset>
      {choosing ? <Days usage={usage} onChange={onChange} /> : <Shown usage={usage} />}
    </div>
  );
}

/** Which hours or days the figures are of, since they are rounded out to whole ones. */
function Shown({ usage: { from, to } }: { usage: Usage }) {
  const timeZone = useReaderTimeZone();
  const whole = from.getTime() % dayMs === 0 && to.getTime() % dayMs === 0;
  const lastDay = new Date(to.getTime() - 1);
  return (
    <p className="text-xs text-muted">
      {whole
        ? `${from.toISOString().slice(0, 10)} to ${lastDay.toISOString().slice(0, 10)}, days in UTC`
        : `${formatExact(from, timeZone).slice(0, 16)} to ${formatExact(to, timeZone).slice(0, 16)}`}
    </p>
  );
}

function Days({ usage, onChange }: Pick<PeriodChoiceProps, "usage" | "onChange">) {
  const [from, setFrom] = useState(usage.from.toISOString().slice(0, 10));
  const [to, setTo] = useState(new Date(usage.to.getTime() - 1).toISOString().slice(0, 10));
  const begin = new Date(`${from}T00:00:00Z`);
  const last = new Date(`${to}T00:00:00Z`);
  const isUsable = !Number.isNaN(begin.getTime()) && !Number.isNaN(last.getTime()) && begin <= last;
  return (
    <form
      className="flex flex-wrap items-center gap-1.5"
      onSubmit={(event) => {
        event.preventDefault();
        if (isUsable) onChange({ from: begin, to: new Date(last.getTime() + dayMs) });
      }}
    >
      <Input
        aria-label="First day (UTC)"
        type="date"
        value={from}
        className="w-auto"
        onChange={(event) => setFrom(event.currentTarget.value)}
      />
      <Input
        aria-label="Last day (UTC)"
        type="date"
        value={to}
        className="w-auto"
        onChange={(event) => setTo(event.currentTarget.value)}
      />
      <Button type="submit" disabled={!isUsable}>
        Show
      </Button>
    </form>
  );
}

function choiceClass(chosen: boolean): string {
  return classNames(
    "inline-flex h-8 cursor-pointer items-center rounded-md px-2.5 text-sm",
    chosen ? "bg-selected font-medium text-text" : "text-muted hover:bg-hover hover:text-text",
  );
}
