"use client";

import { useState, useTransition } from "react";
import { useRouter } from "next/navigation";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Banner } from "#components/ui/banner.tsx";
import type { SinkSummary } from "#lib/sinks/list-sinks.ts";
import { pauseSinkAction, resumeSinkAction } from "../actions.ts";

/** Pauses a sink, after a question, or resumes it. */
export function SinkActions({ sink: { id, enabled } }: { sink: Pick<SinkSummary, "id" | "enabled"> }) {
  const router = useRouter();
  const [asking, setAsking] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [pending, startTransition] = useTransition();
  function act(action: typeof pauseSinkAction): void {
    startTransition(async () => {
      const result = await action({ id });
      setProblem(result.ok ? null : result.message);
      if (!result.ok) return;
      setAsking(false);
      router.refresh();
    });
  }
  return (
    <>
      {enabled ? (
        <Button onClick={() => setAsking(true)}>Pause</Button>
      ) : (
        <Button variant="primary" pending={pending} onClick={() => act(resumeSinkAction)}>
          Resume
        </Button>
      )}
      {problem && !asking && <Banner tone="danger">{problem}</Banner>}
      <Dialog
        open={asking}
        onOpenChange={setAsking}
        title="Pause this sink"
        footer={
          <>
            <Button onClick={() => setAsking(false)}>Keep it running</Button>
            <Button variant="danger" pending={pending} onClick={() => act(pauseSinkAction)}>
              Pause the sink
            </Button>
          </>
        }
      >
        <div className="flex flex-col gap-3 text-sm">
          <p>
            Nothing is sent until somebody resumes it. Nothing is lost either: it then gets what was recorded in the
            meantime. Who pauses and resumes is in the audit log.
          </p>
          {problem && <Banner tone="danger">{problem}</Banner>}
        </div>
      </Dialog>
    </>
  );
}
