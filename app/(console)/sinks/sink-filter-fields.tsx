"use client";

import { Field } from "#components/ui/field.tsx";
import { Checkbox, Input, Select } from "#components/ui/input.tsx";
import { eventGroupNames } from "#lib/ledger/shapes.ts";
import { detectorKinds } from "#lib/masking/shapes.ts";
import { sinkFieldNames } from "#lib/sinks/shapes.ts";
import type { SinkDraft } from "./sink-draft.ts";
import { sinkFields } from "./sink-words.ts";

type SinkFilterFieldsProps = {
  draft: SinkDraft;
  errors: Record<string, string>;
  onChange: (change: Partial<SinkDraft>) => void;
};

/** Which events a sink gets, and what of them. */
export function SinkFilterFields({ draft, errors, onChange }: SinkFilterFieldsProps) {
  return (
    <>
      <Field label="Events">
        <Select
          value={draft.only}
          onChange={(event) => {
            const { value } = event.currentTarget;
            onChange({ only: value === "decisions" || value === "approved" ? value : "" });
          }}
        >
          <option value="">all</option>
          <option value="decisions">decisions of policy and people</option>
          <option value="approved">what people let run</option>
        </Select>
      </Field>
      <Choices
        legend="Of these kinds; none chosen: all"
        options={eventGroupNames}
        chosen={draft.groups}
        words={(group) => group}
        onChange={(groups) => onChange({ groups })}
      />
      <Field
        label="Of these connections"
        hint="Slugs, separated by commas. Empty: all, and what is of none."
        error={errors["settings.filter.connections"]}
      >
        <Input
          value={draft.connections}
          onChange={(event) => onChange({ connections: event.currentTarget.value })}
          spellCheck={false}
          className="font-mono"
        />
      </Field>
      <Field label="Of these agents" hint="Separated by commas. Empty: all." error={errors["settings.filter.agents"]}>
        <Input
          value={draft.agents}
          onChange={(event) => onChange({ agents: event.currentTarget.value })}
          spellCheck={false}
          className="font-mono"
        />
      </Field>
      <Choices
        legend="Left out of every event"
        options={sinkFieldNames}
        chosen={draft.without}
        words={(field) => sinkFields[field]}
        onChange={(without) => onChange({ without })}
      />
      {draft.detect === null ? (
        <p className="text-xs text-muted">This sink has masks that were set by the API. They stay as they are.</p>
      ) : (
        <Choices
          legend="Found and masked in every event, beside what the policy masks for sinks"
          options={detectorKinds}
          chosen={draft.detect}
          words={(kind) => kind}
          onChange={(detect) => onChange({ detect })}
        />
      )}
    </>
  );
}

type ChoicesProps<Value extends string> = {
  legend: string;
  options: readonly Value[];
  chosen: readonly Value[];
  words: (value: Value) => string;
  onChange: (chosen: Value[]) => void;
};

function Choices<Value extends string>({ legend, options, chosen, words, onChange }: ChoicesProps<Value>) {
  return (
    <fieldset className="flex flex-col gap-1">
      <legend className="text-sm font-medium">{legend}</legend>
      <div className="flex flex-wrap gap-x-4">
        {options.map((option) => (
          <Checkbox
            key={option}
            label={words(option)}
            checked={chosen.includes(option)}
            onChange={(event) =>
              onChange(event.currentTarget.checked ? [...chosen, option] : chosen.filter((each) => each !== option))
            }
          />
        ))}
      </div>
    </fieldset>
  );
}
