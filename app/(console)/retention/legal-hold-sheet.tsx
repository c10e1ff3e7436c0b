"use client";

import { useId, useState, useTransition, type FormEvent } from "react";
import { useRouter } from "next/navigation";
import type { ActionResult } from "#app/_server/action.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Sheet } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input, Textarea } from "#components/ui/input.tsx";
import { useInvalidFocus } from "../use-invalid-focus.ts";
import { placeLegalHoldAction } from "./actions.ts";

export function LegalHoldSheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const router = useRouter();
  const formId = useId();
  const [draft, setDraft] = useState({ name: "", reason: "", fromDay: "", toDay: "" });
  const [refused, setRefused] = useState<Extract<ActionResult<unknown>, { ok: false }> | null>(null);
  const [pending, startTransition] = useTransition();
  const form = useInvalidFocus(refused);
  const errors = refused?.fields ?? {};

  function submit(event: FormEvent): void {
    event.preventDefault();
    startTransition(async () => {
      const { name, reason, fromDay, toDay } = draft;
      const range = { ...(fromDay !== "" && { fromDay }), ...(toDay !== "" && { toDay }) };
      const result = await placeLegalHoldAction({ name, reason, ...range });
      setRefused(result.ok ? null : result);
      if (!result.ok) return;
      router.refresh();
      onClose();
    });
  }

  return (
    <Sheet
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
      title="Place a legal hold"
      description="From now on nothing of these days is removed, neither events nor payloads."
      footer={
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} variant="primary" pending={pending}>
            Place the legal hold
          </Button>
        </div>
      }
    >
      <form ref={form} id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        {refused && <Banner tone="danger">{refused.message}</Banner>}
        <Field label="Name" error={errors["name"]}>
          <Input value={draft.name} onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })} />
        </Field>
        <Field label="Reason" error={errors["reason"]}>
          <Textarea
            value={draft.reason}
            onChange={(event) => setDraft({ ...draft, reason: event.currentTarget.value })}
          />
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="First day" hint="UTC; empty: from the first." error={errors["fromDay"]}>
            <Input
              type="date"
              value={draft.fromDay}
              onChange={(event) => setDraft({ ...draft, fromDay: event.currentTarget.value })}
            />
          </Field>
          <Field label="Last day" hint="UTC, included; empty: also days to come." error={errors["toDay"]}>
            <Input
              type="date"
              value={draft.toDay}
              onChange={(event) => setDraft({ ...draft, toDay: event.currentTarget.value })}
            />
          </Field>
        </div>
      </form>
    </Sheet>
  );
}
