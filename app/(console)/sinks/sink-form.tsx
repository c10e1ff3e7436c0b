"use client";

import { useState, useTransition, type FormEvent } from "react";
import type { ActionResult } from "#app/_server/action.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input, Select } from "#components/ui/input.tsx";
import type { SinkSummary } from "#lib/sinks/list-sinks.ts";
import { datadogSites, sinkKindNames, type SinkKind } from "#lib/sinks/shapes.ts";
import { useInvalidFocus } from "../use-invalid-focus.ts";
import { createSinkAction, updateSinkAction } from "./actions.ts";
import { addressOf, draftOf, emptyDraft, settingsOf, type SinkDraft } from "./sink-draft.ts";
import { SinkFilterFields } from "./sink-filter-fields.tsx";
import { SinkKindFields } from "./sink-kind-fields.tsx";
import { isDatadog, sinkKinds } from "./sink-words.ts";

type SinkFormProps = {
  /** What it begins with; with a sink, its own. */
  kind: SinkKind;
  /** Absent: the form adds one. */
  sink?: SinkSummary;
  onDone: (id: string) => void;
};

/** Adds a sink or changes one. A Datadog account takes three fields; the rest is folded. */
export function SinkForm({ kind, sink, onDone }: SinkFormProps) {
  const [draft, setDraft] = useState(() => (sink ? draftOf(sink) : emptyDraft(kind)));
  const [refused, setRefused] = useState<Extract<ActionResult<unknown>, { ok: false }> | null>(null);
  const [pending, startTransition] = useTransition();
  const form = useInvalidFocus(refused);
  const errors = refused?.fields ?? {};
  const set = (change: Partial<SinkDraft>) => setDraft({ ...draft, ...change });
  const words = sinkKinds[draft.kind];

  function submit(event: FormEvent): void {
    event.preventDefault();
    startTransition(async () => {
      const { name, apiKey, startAt } = draft;
      const given = { name, url: addressOf(draft), settings: settingsOf(draft, sink?.settings) };
      const result = sink
        ? await updateSinkAction({ ...given, id: sink.id, enabled: sink.enabled, ...(apiKey !== "" && { apiKey }) })
        : await createSinkAction({ ...given, kind: draft.kind, apiKey, startAt });
      setRefused(result.ok ? null : result);
      if (result.ok) onDone(result.value.id);
    });
  }

  return (
    <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-4">
      {refused && <Banner tone="danger">{refused.message}</Banner>}
      {!sink && kind !== "datadog" && (
        <Field label="Kind" error={errors["kind"]}>
          <Select
            value={draft.kind}
            onChange={(event) => {
              const { name, startAt } = draft;
              const { value } = event.currentTarget;
              const next = sinkKindNames.find((each) => each === value) ?? draft.kind;
              setDraft({ ...emptyDraft(next), name, startAt });
            }}
          >
            {sinkKindNames.map((each) => (
              <option key={each} value={each}>
                {sinkKinds[each].label}
              </option>
            ))}
          </Select>
        </Field>
      )}
      <Field label="Name" error={errors["name"]}>
        <Input value={draft.name} onChange={(event) => set({ name: event.currentTarget.value })} />
      </Field>
      {isDatadog(draft.kind) && (
        <Field label="Site" hint="The one in the address of your Datadog: app.datadoghq.eu is datadoghq.eu.">
          <Select
            value={draft.site}
            onChange={(event) => {
              const { value } = event.currentTarget;
              set({ site: datadogSites.find((site) => site === value) ?? "" });
            }}
          >
            {datadogSites.map((site) => (
              <option key={site} value={site}>
                {site}
              </option>
            ))}
            <option value="">an address of your own</option>
          </Select>
        </Field>
      )}
      {(draft.site === "" || !isDatadog(draft.kind)) && (
        <Field label="Address" hint={words.addressHint} error={errors["url"]}>
          <Input
            value={draft.url}
            onChange={(event) => set({ url: event.currentTarget.value })}
            placeholder={words.address}
            autoComplete="off"
            spellCheck={false}
            className="font-mono"
          />
        </Field>
      )}
      {words.key && (
        <Field
          label={words.key.label}
          hint={sink ? "Empty: keep the stored one. A new one is used from the next batch on." : words.key.hint}
          error={errors["apiKey"]}
        >
          <Input
            type="password"
            value={draft.apiKey}
            onChange={(event) => set({ apiKey: event.currentTarget.value })}
            autoComplete="new-password"
            className="font-mono"
          />
        </Field>
      )}
      {!isDatadog(draft.kind) && <SinkKindFields draft={draft} errors={errors} onChange={set} />}
      <details open={sink !== undefined} className="flex flex-col gap-4">
        <summary className="cursor-pointer text-sm font-medium">What it gets</summary>
        <div className="flex flex-col gap-4 pt-3">
          {!sink && (
            <Field label="Begins with" hint="What is older can be sent later, as a backfill.">
              <Select
                value={draft.startAt}
                onChange={(event) => set({ startAt: event.currentTarget.value === "now" ? "now" : "beginning" })}
              >
                <option value="beginning">the first event of the audit log</option>
                <option value="now">what is recorded from now on</option>
              </Select>
            </Field>
          )}
          {isDatadog(draft.kind) && <SinkKindFields draft={draft} errors={errors} onChange={set} />}
          <SinkFilterFields draft={draft} errors={errors} onChange={set} />
        </div>
      </details>
      <div className="flex justify-end">
        <Button type="submit" variant="primary" pending={pending}>
          {sink ? "Save the sink" : "Add the sink"}
        </Button>
      </div>
    </form>
  );
}
