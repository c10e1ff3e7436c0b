"use client";

import { Field } from "#components/ui/field.tsx";
import { Input, Select } from "#components/ui/input.tsx";
import type { WatchCondition } from "#lib/watches/schemas.ts";

type ConditionFieldsProps = {
  condition: WatchCondition;
  onChange: (condition: WatchCondition) => void;
  errors: Record<string, string>;
};

const kinds: { kind: WatchCondition["kind"]; words: string; start: WatchCondition }[] = [
  { kind: "more-than", words: "More than so many", start: { kind: "more-than", count: 0, minutes: 5 } },
  { kind: "first-for-agent", words: "First ever of an agent", start: { kind: "first-for-agent" } },
  { kind: "none-for", words: "None for a while", start: { kind: "none-for", minutes: 60 } },
  { kind: "delivery-behind", words: "Delivery is behind", start: { kind: "delivery-behind", minutes: 5 } },
];

/** When the watch fires. */
export function ConditionFields({ condition, onChange, errors }: ConditionFieldsProps) {
  return (
    <>
      <Field label="Fires at">
        <Select
          value={condition.kind}
          onChange={(event) => {
            const chosen = kinds.find(({ kind }) => kind === event.currentTarget.value);
            if (chosen) onChange(chosen.start);
          }}
        >
          {kinds.map(({ kind, words }) => (
            <option key={kind} value={kind}>
              {words}
            </option>
          ))}
        </Select>
      </Field>
      {condition.kind === "more-than" && (
        <Field label="More than this many events" error={errors["condition.count"]} hint="0: at any event.">
          <Whole value={condition.count} onChange={(count) => onChange({ ...condition, count })} />
        </Field>
      )}
      {condition.kind !== "first-for-agent" && (
        <Field label={minutesLabels[condition.kind]} error={errors["condition.minutes"]} hint="At most 1,440, a day.">
          <Whole value={condition.minutes} onChange={(minutes) => onChange({ ...condition, minutes })} />
        </Field>
      )}
    </>
  );
}

const minutesLabels = {
  "more-than": "In this many minutes",
  "none-for": "For this many minutes",
  "delivery-behind": "By this many minutes",
} as const;

/** A whole number; what is no number stays for the server to refuse in words. */
function Whole({ value, onChange }: { value: number; onChange: (value: number) => void }) {
  return (
    <Input
      type="number"
      min={0}
      step={1}
      inputMode="numeric"
      value={Number.isNaN(value) ? "" : value}
      onChange={(event) => onChange(event.currentTarget.valueAsNumber)}
    />
  );
}
