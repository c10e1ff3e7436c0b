"use client";

import { useId, useState, useTransition, type FormEvent } from "react";
import { useRouter } from "next/navigation";
import type { ActionResult } from "#app/_server/action.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Sheet } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { useInvalidFocus } from "../use-invalid-focus.ts";
import { nameStandInAction } from "./actions.ts";

const dayMs = 86_400_000;

/** Names somebody who decides with one's own groups for a time. */
export function StandInSheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const router = useRouter();
  const formId = useId();
  const [draft, setDraft] = useState(() => ({
    email: "",
    from: localMinute(new Date()),
    to: localMinute(new Date(Date.now() + 7 * dayMs)),
    note: "",
  }));
  const [refused, setRefused] = useState<Extract<ActionResult<unknown>, { ok: false }> | null>(null);
  const [pending, startTransition] = useTransition();
  const form = useInvalidFocus(refused);

  function submit(event: FormEvent): void {
    event.preventDefault();
    startTransition(async () => {
      const { email, from, to, note } = draft;
      const result = await nameStandInAction({ email, startsAt: new Date(from), endsAt: new Date(to), note });
      if (!result.ok) {
        setRefused(result);
        return;
      }
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
      title="Name a stand-in"
      footer={
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} variant="primary" pending={pending}>
            Name the stand-in
          </Button>
        </div>
      }
    >
      <form ref={form} id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        {refused && <Banner tone="danger">{refused.message}</Banner>}
        <p className="text-sm text-muted">
          They decide held calls as a member of your groups, in their own name, and are told instead of you. They see
          what those calls say. They release nothing alone.
        </p>
        <Field
          label="Who"
          hint="The e-mail address they sign in with. They have to have signed in once."
          error={refused?.fields?.["email"]}
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
          <Field label="From" error={refused?.fields?.["startsAt"]}>
            <Input
              type="datetime-local"
              value={draft.from}
              onChange={(event) => setDraft({ ...draft, from: event.currentTarget.value })}
            />
          </Field>
          <Field label="To" error={refused?.fields?.["endsAt"]}>
            <Input
              type="datetime-local"
              value={draft.to}
              onChange={(event) => setDraft({ ...draft, to: event.currentTarget.value })}
            />
          </Field>
        </div>
        <Field label="Note" hint="Optional; recorded with it." error={refused?.fields?.["note"]}>
          <Input
            value={draft.note}
            onChange={(event) => setDraft({ ...draft, note: event.currentTarget.value })}
            placeholder="Holiday"
          />
        </Field>
      </form>
    </Sheet>
  );
}

/** As `datetime-local` wants it: the reader's own time, to the minute. */
function localMinute(date: Date): string {
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
