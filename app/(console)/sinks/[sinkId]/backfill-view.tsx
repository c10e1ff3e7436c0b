"use client";

import { useState, useTransition, type FormEvent } from "react";
import { useRouter } from "next/navigation";
import type { ActionResult } from "#app/_server/action.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import type { SinkBackfill } from "#lib/sinks/read-sink-history.ts";
import { useInvalidFocus } from "../../use-invalid-focus.ts";
import { cancelBackfillAction, startBackfillAction } from "../actions.ts";
import { BackfillsTable } from "./backfills-table.tsx";

type BackfillViewProps = { sinkId: string; backfills: SinkBackfill[]; mayWrite: boolean };
type Refused = Extract<ActionResult<unknown>, { ok: false }>;

/** Sends a range of time again, and shows how far each such run is. */
export function BackfillView({ sinkId, backfills, mayWrite }: BackfillViewProps) {
  const router = useRouter();
  const [from, setFrom] = useState("");
  const [to, setTo] = useState("");
  const [refused, setRefused] = useState<Refused | null>(null);
  const [pending, startTransition] = useTransition();
  const form = useInvalidFocus(refused);
  const errors = refused?.fields ?? {};

  function submit(event: FormEvent): void {
    event.preventDefault();
    const [begin, end] = [new Date(from), new Date(to)];
    if (Number.isNaN(begin.getTime()) || Number.isNaN(end.getTime())) {
      const message = "Say from when to when events are to be sent again.";
      setRefused({ ok: false, code: "invalid", message, fields: { [from === "" ? "from" : "to"]: "Give a time." } });
      return;
    }
    startTransition(async () => {
      const result = await startBackfillAction({ id: sinkId, from: begin, to: end });
      setRefused(result.ok ? null : result);
      if (result.ok) router.refresh();
    });
  }
  function cancel(backfillId: string): void {
    startTransition(async () => {
      const result = await cancelBackfillAction({ id: sinkId, backfillId });
      setRefused(result.ok ? null : result);
      router.refresh();
    });
  }

  return (
    <div className="flex flex-col gap-4 pt-4">
      {mayWrite && (
        <form ref={form} onSubmit={submit} noValidate className="flex max-w-2xl flex-col gap-3 px-4">
          <p className="text-sm text-muted">
            Everything recorded in this time is sent again, whether the sink has it or not, behind what is new. Each
            event keeps its id, by which a receiver knows it again.
          </p>
          {refused && <Banner tone="danger">{refused.message}</Banner>}
          <div className="flex flex-wrap items-start gap-3">
            <Field label="From" error={errors["from"]}>
              <Input type="datetime-local" value={from} onChange={(event) => setFrom(event.currentTarget.value)} />
            </Field>
            <Field label="To" error={errors["to"]}>
              <Input type="datetime-local" value={to} onChange={(event) => setTo(event.currentTarget.value)} />
            </Field>
            <Button type="submit" pending={pending} className="sm:mt-6">
              Send them again
            </Button>
          </div>
        </form>
      )}
      {backfills.length > 0 ? (
        <BackfillsTable backfills={backfills} onCancel={mayWrite && !pending ? cancel : null} />
      ) : (
        <p className="px-4 text-sm text-muted">Nothing was sent again yet.</p>
      )}
    </div>
  );
}
