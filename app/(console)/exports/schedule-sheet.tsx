"use client";

import { useId, useState, useTransition, type FormEvent } from "react";
import { useRouter } from "next/navigation";
import type { ActionResult } from "#app/_server/action.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Sheet } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input, Select } from "#components/ui/input.tsx";
import type { ScheduleSummary } from "#lib/export-schedules/schemas.ts";
import { useInvalidFocus } from "../use-invalid-focus.ts";
import { createScheduleAction, updateScheduleAction } from "./actions.ts";
import { FormatFields } from "./format-fields.tsx";
import { storageDraftOf, StorageFields, storageOf } from "./storage-fields.tsx";

type ScheduleSheetProps = {
  open: boolean;
  /** The schedule that is changed; null for a new one. */
  schedule: ScheduleSummary | null;
  /** What a new one begins with. */
  query: string;
  mayReadPayloads: boolean;
  onClose: () => void;
};

export function ScheduleSheet({ open, schedule, query, mayReadPayloads, onClose }: ScheduleSheetProps) {
  const router = useRouter();
  const formId = useId();
  const [draft, setDraft] = useState({
    name: schedule?.name ?? "",
    every: schedule?.every ?? ("day" as const),
    query: schedule?.query ?? query,
    format: schedule?.format ?? ("jsonl" as const),
    content: schedule?.content ?? false,
  });
  const [startAt, setStartAt] = useState<"beginning" | "now">("now");
  const [storage, setStorage] = useState(() => storageDraftOf(schedule?.storage));
  const [refused, setRefused] = useState<Extract<ActionResult<unknown>, { ok: false }> | null>(null);
  const [pending, startTransition] = useTransition();
  const form = useInvalidFocus(refused);
  const errors = refused?.fields ?? {};

  function submit(event: FormEvent): void {
    event.preventDefault();
    startTransition(async () => {
      const secret = storage.secret === "" ? {} : { secret: storage.secret };
      const given = { ...draft, storage: storageOf(storage, schedule?.storage), ...secret };
      const result = schedule
        ? await updateScheduleAction({ ...given, id: schedule.id, enabled: schedule.enabled })
        : await createScheduleAction({ ...given, startAt });
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
      title={schedule ? "Change the scheduled export" : "Schedule an export"}
      description="It runs by your rights, and stops where you lose them."
      footer={
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} variant="primary" pending={pending}>
            {schedule ? "Save" : "Schedule the export"}
          </Button>
        </div>
      }
    >
      <form ref={form} id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        {refused && <Banner tone="danger">{refused.message}</Banner>}
        <Field label="Name" hint="Files are named after it." error={errors["name"]}>
          <Input
            value={draft.name}
            onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
            placeholder="nightly"
            autoComplete="off"
            spellCheck={false}
          />
        </Field>
        <Field label="How often">
          <Select
            value={draft.every}
            onChange={(event) => setDraft({ ...draft, every: event.currentTarget.value === "hour" ? "hour" : "day" })}
          >
            <option value="hour">every hour</option>
            <option value="day">every day, after midnight UTC</option>
          </Select>
        </Field>
        <FormatFields
          draft={draft}
          errors={errors}
          mayReadPayloads={mayReadPayloads}
          onChange={(change) => setDraft({ ...draft, ...change })}
        />
        {!schedule && (
          <Field label="Begins with">
            <Select
              value={startAt}
              onChange={(event) => setStartAt(event.currentTarget.value === "beginning" ? "beginning" : "now")}
            >
              <option value="now">what is recorded from now on</option>
              <option value="beginning">the first event of the audit log</option>
            </Select>
          </Field>
        )}
        <StorageFields
          draft={storage}
          name="storage"
          errors={errors}
          isStored={schedule !== null}
          onChange={setStorage}
        />
      </form>
    </Sheet>
  );
}
