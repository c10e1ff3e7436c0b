"use client";

import { useState } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import type { ExportFormat } from "#lib/exports/schemas.ts";
import { FormSheet } from "../form-sheet.tsx";
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
  const [draft, setDraft] = useState({ query: begin.query, format: begin.format, content: false });
  const [range, setRange] = useState({ from: toText(begin.from), to: toText(begin.to) });

  function make() {
    const { query, format, content } = draft;
    const from = toDate(range.from);
    const to = toDate(range.to);
    return startExportAction({ search: { query, ...(from && { from }), ...(to && { to }) }, format, content });
  }

  return (
    <FormSheet
      open={open}
      title="Make a file in the background"
      description="It holds the events as they are now, stays here for a week, and goes on while you are away."
      save="Make the file"
      act={make}
      onClose={onClose}
    >
      {(errors) => (
        <>
          {begin.busy && (
            <Banner tone="warning">
              Too many downloads are on at the same time. Have the file made here, or wait for one to end.
            </Banner>
          )}
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
        </>
      )}
    </FormSheet>
  );
}

/** As the browser's own field has it, in the reader's time. */
function toText(at: Date | null): string {
  return at ? new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19) : "";
}

function toDate(text: string): Date | undefined {
  return text === "" ? undefined : new Date(text);
}
