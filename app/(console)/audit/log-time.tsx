"use client";

import { Tooltip } from "#components/ui/tooltip.tsx";
import { formatExact } from "#components/ui/time-format.ts";
import { useReaderTimeZone } from "#components/ui/time.tsx";

/** Day and time to the second in the reader's zone; exact with its zone on hover. */
export function LogTime({ at }: { at: Date }) {
  const exact = formatExact(at, useReaderTimeZone());
  return (
    <Tooltip content={<span className="font-mono">{exact}</span>}>
      <time dateTime={at.toISOString()} className="font-mono text-xs whitespace-nowrap">
        <span className="text-muted">
          <span className="max-sm:hidden">{exact.slice(0, 5)}</span>
          {exact.slice(5, 10)}
        </span>{" "}
        {exact.slice(11, 19)}
      </time>
    </Tooltip>
  );
}
