"use client";

import { useId, useState, useTransition, type FormEvent } from "react";
import { useRouter } from "next/navigation";
import type { ActionResult } from "#app/_server/action.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Sheet } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Checkbox, Input } from "#components/ui/input.tsx";
import { useNow } from "#components/ui/use-now.ts";
import type { RetentionView } from "#lib/retention/schemas.ts";
import { storageDraftOf, StorageFields, storageOf } from "../exports/storage-fields.tsx";
import { useInvalidFocus } from "../use-invalid-focus.ts";
import { updateRetentionAction } from "./actions.ts";
import { describeGoing, whatGoes } from "./what-goes.ts";

type RetentionSheetProps = { open: boolean; retention: RetentionView; onClose: () => void };

/** Changes the retention; says what goes at once before it does. */
export function RetentionSheet({ open, retention, onClose }: RetentionSheetProps) {
  const router = useRouter();
  const formId = useId();
  const [draft, setDraft] = useState({ events: toText(retention.eventDays), payloads: toText(retention.payloadDays) });
  const [archives, setArchives] = useState(retention.archive !== null);
  const [storage, setStorage] = useState(() => storageDraftOf(retention.archive));
  const [refused, setRefused] = useState<Extract<ActionResult<unknown>, { ok: false }> | null>(null);
  const [pending, startTransition] = useTransition();
  const form = useInvalidFocus(refused);
  const errors = refused?.fields ?? {};
  const now = useNow(60_000);
  const limits = { eventDays: toDays(draft.events), payloadDays: toDays(draft.payloads) };
  const going = describeGoing(whatGoes(retention.days, limits, new Date(now)));

  function submit(event: FormEvent): void {
    event.preventDefault();
    startTransition(async () => {
      const archive = archives ? storageOf(storage, retention.archive) : null;
      const secret = archives && storage.secret !== "" ? { secret: storage.secret } : {};
      const result = await updateRetentionAction({ ...limits, archive, ...secret });
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
      title="Change the retention"
      footer={
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} variant={going ? "danger" : "primary"} pending={pending}>
            {going ? "Save, and remove what is over" : "Save"}
          </Button>
        </div>
      }
    >
      <form ref={form} id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        {refused && <Banner tone="danger">{refused.message}</Banner>}
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
            {going}, within minutes of saving{archives ? ", once they are archived" : ""}. Legal holds keep their days.
          </Banner>
        )}
      </form>
    </Sheet>
  );
}

function toText(days: number | null): string {
  return days === null ? "" : String(days);
}

/** What is no number is told apart by the verb. */
function toDays(text: string): number | null {
  return text.trim() === "" ? null : Number(text);
}
