"use client";

import { useState } from "react";
import { Field } from "#components/ui/field.tsx";
import { Input, Textarea } from "#components/ui/input.tsx";
import { FormSheet } from "../form-sheet.tsx";
import { placeLegalHoldAction } from "./actions.ts";

export function LegalHoldSheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [draft, setDraft] = useState({ name: "", reason: "", fromDay: "", toDay: "" });

  function place() {
    const { name, reason, fromDay, toDay } = draft;
    return placeLegalHoldAction({ name, reason, ...(fromDay !== "" && { fromDay }), ...(toDay !== "" && { toDay }) });
  }

  return (
    <FormSheet
      open={open}
      title="Place a legal hold"
      description="From now on nothing of these days is removed, neither events nor payloads."
      save="Place the legal hold"
      act={place}
      onClose={onClose}
    >
      {(errors) => (
        <>
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
        </>
      )}
    </FormSheet>
  );
}
