"use client";

import { useId, useState, useTransition, type FormEvent } from "react";
import { useRouter } from "next/navigation";
import type { ActionResult } from "#app/_server/action.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Sheet } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import type { ExportFormat } from "#lib/exports/schemas.ts";
import { useInvalidFocus } from "../use-invalid-focus.ts";
import { startExportAction } from "./actions.ts";
import { FormatFields } from "./format-fields.tsx";

type ExportSheetProps = {
  open: boolean;
  begin: { query: string; from: Date | null; to: Date | null; format: ExportFormat; busy: boolean };
  mayReadPayloads: boolean;
  onClose: () => void;
};

/** Has a file made in the background. */
export function ExportSheet({ open, begin, mayReadPayloads, onClose }: ExportSheetProps) {
  const router = useRouter();
  const formId = useId();
  const [draft, setDraft] = useState({ query: begin.query, format: begin.format, content: false });
  const [range, setRange] = useState({ from: toText(begin.from), to: toText(begin.to) });
  const [refused, setRefused] = useState<Extract<ActionResult<unknown>, { ok: false }> | null>(null);
  const [pending, startTransition] = useTransition();
  const form = useInvalidFocus(refused);
  const errors = refused?.fields ?? {};

  function submit(event: FormEvent): void {
    event.preventDefault();
    startTransition(async () => {
      const { query, format, content } = draft;
      const from = toDate(range.from);
      const to = toDate(range.to);
      const search = { query, ...(from && { from }), ...(to && { to }) };
      const result = await startExportAction({ search, format, content });
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
      title="Make a file in the background"
      description="It holds the events as they are now, stays here for a week, and goes on while you are away."
      footer={
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} variant="primary" pending={pending}>
            Make the file
          </Button>
        </div>
      }
    >
      <form ref={form} id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        {begin.busy && !refused && (
          <Banner tone="warning">
            Too many downloads are on at the same time. Have the file made here, or wait for one to end.
          </Banner>
        )}
        {refused && <Banner tone="danger">{refused.message}</Banner>}
        <FormatFields
          draft={draft}
          errors={errors}
          mayReadPayloads={mayReadPayloads}
          onChange={(change) => setDraft({ ...draft, ...change })}
        />
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="From" hint="Your time; empty: the first event." error={errors["search.from"]}>
            <Input
              type="datetime-local"
              value={range.from}
              onChange={(event) => setRange({ ...range, from: event.currentTarget.value })}
            />
          </Field>
          <Field label="To" hint="Not included; empty: now." error={errors["search.to"]}>
            <Input
              type="datetime-local"
              value={range.to}
              onChange={(event) => setRange({ ...range, to: event.currentTarget.value })}
            />
          </Field>
        </div>
      </form>
    </Sheet>
  );
}

/** As the browser's own field has it, in the reader's time. */
function toText(at: Date | null): string {
  return at ? new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19) : "";
}

function toDate(text: string): Date | undefined {
  return text === "" ? undefined : new Date(text);
}
