"use client";

import { useState } from "react";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { FormSheet } from "../form-sheet.tsx";
import { nameStandInAction } from "./actions.ts";

const dayMs = 86_400_000;

/** Names somebody who decides with one's own groups for a time. */
export function StandInSheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [draft, setDraft] = useState(() => ({
    email: "",
    from: localMinute(new Date()),
    to: localMinute(new Date(Date.now() + 7 * dayMs)),
    note: "",
  }));

  function name() {
    const { email, from, to, note } = draft;
    return nameStandInAction({ email, startsAt: new Date(from), endsAt: new Date(to), note });
  }

  return (
    <FormSheet open={open} title="Name a stand-in" save="Name the stand-in" act={name} onClose={onClose}>
      {(errors) => (
        <>
          <p className="text-sm text-muted">
            They decide held calls as a member of your groups, in their own name, and are told instead of you. They see
            what those calls say. They release nothing alone.
          </p>
          <Field
            label="Who"
            hint="The e-mail address they sign in with. They have to have signed in once."
            error={errors["email"]}
          >
            <Input
              type="email"
              value={draft.email}
              onChange={(event) => setDraft({ ...draft, email: event.currentTarget.value })}
              placeholder="bob@example.com"
              autoComplete="off"
            />
          </Field>
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label="From" error={errors["startsAt"]}>
              <Input
                type="datetime-local"
                value={draft.from}
                onChange={(event) => setDraft({ ...draft, from: event.currentTarget.value })}
              />
            </Field>
            <Field label="To" error={errors["endsAt"]}>
              <Input
                type="datetime-local"
                value={draft.to}
                onChange={(event) => setDraft({ ...draft, to: event.currentTarget.value })}
              />
            </Field>
          </div>
          <Field label="Note" hint="Optional; recorded with it." error={errors["note"]}>
            <Input
              value={draft.note}
              onChange={(event) => setDraft({ ...draft, note: event.currentTarget.value })}
              placeholder="Holiday"
            />
          </Field>
        </>
      )}
    </FormSheet>
  );
}

/** As `datetime-local` wants it: the reader's own time, to the minute. */
function localMinute(date: Date): string {
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
