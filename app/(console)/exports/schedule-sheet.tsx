"use client";

import { useState } from "react";
import { Field } from "#components/ui/field.tsx";
import { Input, Select } from "#components/ui/input.tsx";
import type { ScheduleSummary } from "#lib/export-schedules/schemas.ts";
import { FormSheet } from "../form-sheet.tsx";
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
  const [draft, setDraft] = useState({
    name: schedule?.name ?? "",
    every: schedule?.every ?? ("day" as const),
    query: schedule?.query ?? query,
    format: schedule?.format ?? ("jsonl" as const),
    content: schedule?.content ?? false,
  });
  const [startAt, setStartAt] = useState<"beginning" | "now">("now");
  const [storage, setStorage] = useState(() => storageDraftOf(schedule?.storage));

  function save() {
    const secret = storage.secret === "" ? {} : { secret: storage.secret };
    const given = { ...draft, storage: storageOf(storage, schedule?.storage), ...secret };
    return schedule
      ? updateScheduleAction({ ...given, id: schedule.id, enabled: schedule.enabled })
      : createScheduleAction({ ...given, startAt });
  }

  return (
    <FormSheet
      open={open}
      title={schedule ? "Change the scheduled export" : "Schedule an export"}
      description="It runs by your rights, and stops where you lose them."
      save={schedule ? "Save" : "Schedule the export"}
      act={save}
      onClose={onClose}
    >
      {(errors) => (
        <>
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
        </>
      )}
    </FormSheet>
  );
}
