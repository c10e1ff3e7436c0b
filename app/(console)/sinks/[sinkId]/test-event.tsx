"use client";

import { useState, useTransition } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { MonoValue } from "#components/ui/code.tsx";
import { UntrustedText } from "#components/ui/untrusted-text.tsx";
import type { SinkTest } from "#lib/sinks/test-sink.ts";
import { testSinkAction } from "../actions.ts";

/** Sends one event now and shows what the sink answered. */
export function TestEvent({ sinkId }: { sinkId: string }) {
  const [test, setTest] = useState<SinkTest | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [pending, startTransition] = useTransition();
  function send(): void {
    startTransition(async () => {
      const result = await testSinkAction({ id: sinkId });
      setTest(result.ok ? result.value : null);
      setProblem(result.ok ? null : result.message);
    });
  }
  return (
    <div className="flex flex-col items-start gap-3">
      <Button pending={pending} onClick={send}>
        Send a test event
      </Button>
      {problem && <Banner tone="danger">{problem}</Banner>}
      {test && (
        <Banner tone={test.accepted ? "success" : "danger"} title={test.accepted ? "Taken" : "Not taken"}>
          <UntrustedText text={test.answer} />
          {test.accepted && (
            <p className="pt-1 text-muted">
              Look for it there as <MonoValue value={test.eventId} name="event id" />
            </p>
          )}
        </Banner>
      )}
    </div>
  );
}
