import type { ReactNode } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { RelativeTime } from "#components/ui/time.tsx";
import { UntrustedText } from "#components/ui/untrusted-text.tsx";
import type { SinkSummary } from "#lib/sinks/list-sinks.ts";
import type { SinkMinute } from "#lib/sinks/read-sink-history.ts";
import { DayCharts } from "./day-charts.tsx";
import { TestEvent } from "./test-event.tsx";

type OverviewViewProps = { sink: SinkSummary; minutes: SinkMinute[]; now: Date; mayWrite: boolean };

/** How delivery goes now, and how it went in the past day. */
export function OverviewView({ sink, minutes, now, mayWrite }: OverviewViewProps) {
  return (
    <div className="flex flex-col gap-5">
      {sink.failingSince && (
        <Banner
          tone="danger"
          title={
            <>
              {sink.held ? "Waits for you since " : "Failing since "}
              <RelativeTime at={sink.failingSince} />
            </>
          }
        >
          <UntrustedText text={sink.lastError ?? "The sink gave no reason."} />
          <p className="pt-1 text-muted">
            {sink.held
              ? "Nothing is lost: once key and address are right under Settings, delivery goes on from where it stopped."
              : "Nothing is lost: it is tried again, for as long as it takes, and goes on from where it stopped."}
          </p>
        </Banner>
      )}
      <div className="grid gap-x-8 gap-y-5 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <DayCharts minutes={minutes} now={now} />
        <div className="flex flex-col gap-5">
          <dl className="grid grid-cols-[8rem_minmax(0,1fr)] content-start gap-x-4 gap-y-1.5 text-sm">
            <Fact label="Address">
              <span className="font-mono text-xs leading-5 break-all">{sink.url}</span>
            </Fact>
            <Fact label="Delivered">{countOf(sink.deliveredCount, "event")}</Fact>
            <Fact label="Left out">
              {sink.skippedCount === 0 ? "nothing" : `${countOf(sink.skippedCount, "event")}, as its filter says`}
            </Fact>
            <Fact label="Retried">
              {sink.retriedCount === 0 ? "never" : countOf(sink.retriedCount, "batch", "batches")}
            </Fact>
            <Fact label="Refused for good">
              {sink.deadLetterCount === 0 ? "none" : countOf(sink.deadLetterCount, "event")}
            </Fact>
            <Fact label="Last delivery">{sink.deliveredAt ? <RelativeTime at={sink.deliveredAt} /> : "none yet"}</Fact>
          </dl>
          {mayWrite && <TestEvent sinkId={sink.id} />}
        </div>
      </div>
    </div>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{label}</dt>
      <dd>{children}</dd>
    </>
  );
}

function countOf(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}
