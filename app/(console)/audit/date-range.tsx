"use client";

import { useState } from "react";
import { Input, Select } from "#components/ui/input.tsx";
import { formatExact } from "#components/ui/time-format.ts";
import { useReaderTimeZone } from "#components/ui/time.tsx";
import { spans, type Span } from "#lib/views/shapes.ts";
import { spanWords } from "./event-words.ts";
import type { AuditChange } from "./search-params.ts";

type DateRangeProps = {
  range: Span;
  from: Date | null;
  to: Date | null;
  onChange: (change: AuditChange) => void;
};

/** A span up to now, or from and to in the reader's zone. */
export function DateRange({ range, from, to, onChange }: DateRangeProps) {
  const [choosing, setChoosing] = useState(false);
  const custom = choosing || from !== null || to !== null;
  return (
    <>
      <Select
        aria-label="Period"
        value={custom ? "custom" : range}
        className="max-sm:w-auto! max-sm:grow sm:w-auto"
        onChange={(event) => {
          const chosen = spans.find((name) => name === event.currentTarget.value);
          setChoosing(chosen === undefined);
          if (chosen) onChange({ range: chosen, from: null, to: null });
        }}
      >
        {spans.map((name) => (
          <option key={name} value={name}>
            {spanWords[name]}
          </option>
        ))}
        <option value="custom">From … to …</option>
      </Select>
      {custom && (
        <>
          <Moment label="From" value={from} onChange={(value) => onChange({ from: value })} />
          <Moment label="To" value={to} onChange={(value) => onChange({ to: value })} />
        </>
      )}
    </>
  );
}

type MomentProps = { label: string; value: Date | null; onChange: (value: Date | null) => void };

function Moment({ label, value, onChange }: MomentProps) {
  const timeZone = useReaderTimeZone();
  const shown = value ? formatExact(value, timeZone).slice(0, 16).replace(" ", "T") : "";
  const commit = (text: string) => {
    const next = text === "" ? null : new Date(text);
    if (next !== null && Number.isNaN(next.getTime())) return;
    if (next?.getTime() !== value?.getTime()) onChange(next);
  };
  return (
    <label className="flex items-center gap-1.5 text-sm text-muted max-sm:col-span-2">
      <span className="max-sm:w-10">{label}</span>
      <Input
        key={shown}
        type="datetime-local"
        defaultValue={shown}
        className="sm:w-48"
        onBlur={(event) => commit(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") commit(event.currentTarget.value);
        }}
      />
    </label>
  );
}
