"use client";

import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";

type NamesFieldProps = {
  label: string;
  hint: string;
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
};

/** Names in one line, separated by commas. */
export function NamesField({ label, hint, value, error, onChange }: NamesFieldProps) {
  return (
    <Field label={label} hint={hint} error={error}>
      <Input
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        autoComplete="off"
        spellCheck={false}
        className="font-mono"
      />
    </Field>
  );
}
