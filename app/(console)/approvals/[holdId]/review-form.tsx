"use client";

import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { reviewHoldAction } from "../actions.ts";
import { useHoldAction } from "./use-hold-action.ts";

/** What somebody else found of a call that was released alone. */
export function ReviewForm({ holdId }: { holdId: string }) {
  const { run, problem, pending } = useHoldAction();
  const [note, setNote] = useState("");
  return (
    <form
      className="flex flex-col gap-2 rounded-md border p-3 sm:flex-row sm:items-end"
      onSubmit={(event) => {
        event.preventDefault();
        run(() => reviewHoldAction({ holdId, note }));
      }}
    >
      <Field label="Your review" error={problem} className="flex grow flex-col gap-1">
        <Textarea
          rows={1}
          required
          maxLength={2_000}
          placeholder="What you found; it stays with the call and in the audit log"
          value={note}
          onChange={(event) => setNote(event.target.value)}
        />
      </Field>
      <Button type="submit" variant="primary" pending={pending} className="max-sm:h-10">
        Mark as reviewed
      </Button>
    </form>
  );
}
