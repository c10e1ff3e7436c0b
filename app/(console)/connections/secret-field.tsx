"use client";

import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";

type SecretFieldProps = {
  label: string;
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
};

/** One secret to type in; what is stored is never shown. */
export function SecretField({ label, value, error, onChange }: SecretFieldProps) {
  return (
    <Field label={label} error={error}>
      <Input
        type="password"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        autoComplete="new-password"
        className="font-mono"
      />
    </Field>
  );
}
