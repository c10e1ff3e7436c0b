"use client";

import { useState, useTransition, type FormEvent } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Checkbox, Input } from "#components/ui/input.tsx";
import type { SavedView, ViewSettings } from "#lib/views/schemas.ts";
import { createViewAction, updateViewAction } from "../actions.ts";

type SaveViewDialogProps = {
  /** The view to rename or share; null saves a new one. */
  view: SavedView | null;
  /** What a new view keeps. */
  settings: ViewSettings;
  mayShare: boolean;
  onClose: (saved: { id: string } | null) => void;
};

/** Asks for the name of a view, and whether others find it. */
export function SaveViewDialog({ view, settings, mayShare, onClose }: SaveViewDialogProps) {
  const [name, setName] = useState(view?.name ?? "");
  const [shared, setShared] = useState(view?.shared ?? false);
  const [problem, setProblem] = useState<{ message: string; fields?: Record<string, string> } | null>(null);
  const [pending, startTransition] = useTransition();
  function submit(event: FormEvent): void {
    event.preventDefault();
    startTransition(async () => {
      const result = view
        ? await updateViewAction({
            id: view.id,
            name,
            shared,
            settings: view.settings,
            expectedUpdatedAt: view.updatedAt,
          })
        : await createViewAction({ name, shared, settings });
      if (result.ok) onClose(result.value);
      else setProblem(result);
    });
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose(null);
      }}
      title={!view ? "Save this view" : mayShare ? "Rename or share the view" : "Rename the view"}
      description={view ? undefined : "It keeps the query, the period, the columns and how they are shown."}
    >
      <form onSubmit={submit} noValidate className="flex flex-col gap-3">
        {problem && !problem.fields?.["name"] && <Banner tone="danger">{problem.message}</Banner>}
        <Field label="Name" error={problem?.fields?.["name"]}>
          <Input value={name} maxLength={100} onChange={(event) => setName(event.currentTarget.value)} />
        </Field>
        {mayShare && (
          <Checkbox
            label="Everybody who sees the whole log finds it"
            checked={shared}
            onChange={(event) => setShared(event.currentTarget.checked)}
          />
        )}
        <div className="flex justify-end">
          <Button type="submit" variant="primary" pending={pending}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
