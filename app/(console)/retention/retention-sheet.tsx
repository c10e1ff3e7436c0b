"use client";

import { useState } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { Field } from "#components/ui/field.tsx";
import { Checkbox, Input } from "#components/ui/input.tsx";
import { useNow } from "#components/ui/use-now.ts";
import type { RetentionView } from "#lib/retention/schemas.ts";
import { FormSheet } from "../form-sheet.tsx";
import { storageDraftOf, StorageFields, storageOf } from "../exports/storage-fields.tsx";
import { updateRetentionAction } from "./actions.ts";
import { describeGoing, whatGoes } from "./what-goes.ts";

type RetentionSheetProps = { open: boolean; retention: RetentionView; onClose: () => void };

/** Changes the retention; says what goes at once before it does. */
export function RetentionSheet({ open, retention, onClose }: RetentionSheetProps) {
  const [draft, setDraft] = useState({ events: toText(retention.eventDays), payloads: toText(retention.payloadDays) });
  const [archives, setArchives] = useState(retention.archive !== null);
  const [storage, setStorage] = useState(() => storageDraftOf(retention.archive));
  const now = useNow(60_000);
  const limits = { eventDays: toDays(draft.events), payloadDays: toDays(draft.payloads) };
  const going = describeGoing(whatGoes(retention.days, limits, new Date(now)));

  function save() {
    const archive = archives ? storageOf(storage, retention.archive) : null;
    const secret = archives && storage.secret !== "" ? { secret: storage.secret } : {};
    return updateRetentionAction({ ...limits, archive, ...secret });
  }

  return (
    <FormSheet
      open={open}
      title="Change the retention"
      save={going ? "Save, and remove what is over" : "Save"}
      isDanger={going !== null}
      act={save}
      onClose={onClose}
    >
      {(errors) => (
        <>
          <Field label="Keep events for days" hint="Empty: for ever." error={errors["eventDays"]}>
            <Input
              inputMode="numeric"
              value={draft.events}
              onChange={(event) => setDraft({ ...draft, events: event.currentTarget.value })}
            />
          </Field>
          <Field
            label="Keep payloads for days"
            hint="Headers and bodies. Empty: as long as their events."
            error={errors["payloadDays"]}
          >
            <Input
              inputMode="numeric"
              value={draft.payloads}
              onChange={(event) => setDraft({ ...draft, payloads: event.currentTarget.value })}
            />
          </Field>
          <Checkbox
            label="Archive each day before it is removed"
            checked={archives}
            onChange={(event) => setArchives(event.currentTarget.checked)}
          />
          {archives && (
            <StorageFields
              draft={storage}
              name="archive"
              errors={errors}
              isStored={retention.archive !== null}
              onChange={setStorage}
            />
          )}
          {going && (
            <Banner tone="warning" title="This removes for good">
              {going}, within minutes of saving{archives ? ", once they are archived" : ""}. Legal holds keep their
              days.
            </Banner>
          )}
        </>
      )}
    </FormSheet>
  );
}

function toText(days: number | null): string {
  return days === null ? "" : String(days);
}

/** What is no number is told apart by the verb. */
function toDays(text: string): number | null {
  return text.trim() === "" ? null : Number(text);
}
