"use client";

import { useEffect, useState, useTransition } from "react";
import type { ActionResult } from "#app/_server/action.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Select } from "#components/ui/input.tsx";
import { RelativeTime } from "#components/ui/time.tsx";
import type { Backtest } from "#lib/backtests/schemas.ts";
import { cancelBacktestAction, listBacktestsAction, readBacktestAction, startBacktestAction } from "../actions.ts";
import { BacktestResultView } from "./backtest-result.tsx";

const pollMs = 700;
const periods = [1, 7, 30, 90] as const;

type BacktestViewProps = {
  /** The backtest that is shown, from the address. */
  id: string;
  onId: (id: string | null) => void;
  /** The policy as it is being edited. */
  source: string;
  isDraft: boolean;
  version: number;
};

/** Judges the calls of the last days by the draft: how many verdicts change, whose, and which calls they were. */
export function BacktestView({ id, onId, source, isDraft, version }: BacktestViewProps) {
  const [days, setDays] = useState<number>(7);
  const [refused, setRefused] = useState<string | null>(null);
  const [pending, startTransition] = useTransition();
  const { backtest, problem } = useBacktest(id);
  const isRunning = backtest?.state === "queued" || backtest?.state === "running";
  function start(): void {
    setRefused(null);
    startTransition(async () => {
      const started = await startBacktestAction({ source, days });
      if (started.ok) onId(started.value.id);
      else setRefused(started.message);
    });
  }
  function cancel(): void {
    startTransition(async () => {
      const cancelled = await cancelBacktestAction({ id });
      if (!cancelled.ok) setRefused(cancelled.message);
    });
  }
  return (
    <div className="flex flex-col gap-4 p-4">
      <div className="flex flex-wrap items-end gap-3">
        <Field label="Calls of" className="flex w-48 flex-col gap-1">
          <Select value={days} onChange={(event) => setDays(Number(event.currentTarget.value))}>
            {periods.map((period) => (
              <option key={period} value={period}>
                {period === 1 ? "the last day" : `the last ${period} days`}
              </option>
            ))}
          </Select>
        </Field>
        <Button variant="primary" pending={pending && !isRunning} disabled={isRunning} onClick={start}>
          {isDraft ? "Backtest the draft" : `Backtest version ${version}`}
        </Button>
        {isRunning && (
          <Button pending={pending} onClick={cancel}>
            Cancel
          </Button>
        )}
      </div>
      {refused && <Banner tone="danger">{refused}</Banner>}
      {problem && <Banner tone="danger">{problem}</Banner>}
      {backtest ? (
        <BacktestStatus backtest={backtest} />
      ) : (
        <p className="max-w-prose text-sm text-muted">
          A backtest judges past calls again, by the rules as they are being edited, and shows which verdicts would
          change. Nothing is called, and nothing changes for agents.
        </p>
      )}
      {backtest?.result && <BacktestResultView result={backtest.result} isComplete={backtest.state === "completed"} />}
    </div>
  );
}

function BacktestStatus({ backtest }: { backtest: Backtest }) {
  const { state, judged, total, days, authorName, createdAt, error } = backtest;
  const period = days === 1 ? "the last day" : `the last ${days} days`;
  return (
    <div className="flex flex-col gap-1.5 text-sm">
      <output>
        {state === "queued" && "Waiting for the worker."}
        {state === "running" && `${judged.toLocaleString("en")} of ${total?.toLocaleString("en") ?? "…"} calls judged.`}
        {state === "completed" && `All ${judged.toLocaleString("en")} calls of ${period} judged.`}
        {state === "cancelled" && `Cancelled after ${judged.toLocaleString("en")} calls.`}
        {state === "failed" && `It failed. ${error ?? ""}`}
      </output>
      {(state === "running" || state === "queued") && (
        <progress
          aria-label="Calls judged"
          max={Math.max(total ?? 0, 1)}
          {...(total !== null && { value: judged })}
          className="h-2 w-full max-w-lg accent-accent"
        />
      )}
      <p className="text-xs text-muted">
        {`Begun by ${authorName} `}
        <RelativeTime at={createdAt} />
        {!backtest.readsArguments && ". Without stored arguments: an auditor's backtest also looks at them."}
      </p>
    </div>
  );
}

/** The backtest, read again until it has ended. With no id: the newest there is. */
function useBacktest(id: string): { backtest: Backtest | null; problem: string | null } {
  const [read, setRead] = useState<{ of: string; result: ActionResult<Backtest> } | null>(null);
  useEffect(() => {
    let isStale = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    async function look(): Promise<void> {
      const newest = id === "" ? await listBacktestsAction(undefined) : null;
      const wanted = newest?.ok ? (newest.value[0]?.id ?? "") : id;
      if (wanted === "" || isStale) return;
      const result = await readBacktestAction({ id: wanted });
      if (isStale) return;
      setRead({ of: id, result });
      const isOpen = result.ok && (result.value.state === "queued" || result.value.state === "running");
      if (isOpen) timer = setTimeout(() => void look(), pollMs);
    }
    void look();
    return () => {
      isStale = true;
      clearTimeout(timer);
    };
  }, [id]);
  if (read?.of !== id) return { backtest: null, problem: null };
  return read.result.ok
    ? { backtest: read.result.value, problem: null }
    : { backtest: null, problem: read.result.message };
}
