"use client";

import { Plus, X } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Input } from "#components/ui/input.tsx";

export type CredentialHeader = { name: string; value: string };

/** "keep" leaves the stored credential as it is; an empty list removes it. */
export type CredentialDraft = "keep" | CredentialHeader[];

type CredentialFieldsProps = {
  value: CredentialDraft;
  stored: boolean;
  errors: Record<string, string>;
  onChange: (value: CredentialDraft) => void;
};

/** Headers that the gateway adds for the upstream. They can be replaced or removed, never read. */
export function CredentialFields({ value, stored, errors, onChange }: CredentialFieldsProps) {
  const headers = value === "keep" ? [] : value;
  const change = (index: number, next: Partial<CredentialHeader>) =>
    onChange(headers.map((header, at) => (at === index ? { ...header, ...next } : header)));
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="float-left text-sm font-medium">Credential headers</legend>
      <p className="text-xs text-muted">
        {value === "keep"
          ? "Stored and sealed; nobody can read it here. Replace it, or leave it as it is."
          : headers.length === 0 && stored
            ? "The stored credential is removed when you save."
            : "Sent to the upstream in place of whatever the caller sent. Stored sealed, never shown again."}
      </p>
      {errors["credential"] && (
        <p role="alert" className="text-xs text-danger">
          {errors["credential"]}
        </p>
      )}
      {headers.map((header, index) => (
        <div key={index} className="flex items-start gap-2">
          <Field label="Header" error={errors[`credential.${index}.name`]} className="flex w-2/5 flex-col gap-1">
            <Input
              value={header.name}
              onChange={(event) => change(index, { name: event.currentTarget.value })}
              placeholder="Authorization"
              autoComplete="off"
              spellCheck={false}
              className="font-mono"
            />
          </Field>
          <Field label="Value" error={errors[`credential.${index}.value`]} className="flex grow flex-col gap-1">
            <Input
              type="password"
              value={header.value}
              onChange={(event) => change(index, { value: event.currentTarget.value })}
              autoComplete="new-password"
              className="font-mono"
            />
          </Field>
          <IconButton
            label={`Leave out header ${index + 1}`}
            className="mt-6.5"
            onClick={() => onChange(headers.filter((_, at) => at !== index))}
          >
            <X aria-hidden />
          </IconButton>
        </div>
      ))}
      <div className="flex flex-wrap gap-2">
        <Button size="sm" onClick={() => onChange([...headers, { name: "", value: "" }])}>
          <Plus aria-hidden className="size-4" />
          {value === "keep" ? "Replace the credential" : "Add a header"}
        </Button>
        {value === "keep" && (
          <Button size="sm" variant="ghost" onClick={() => onChange([])}>
            Remove the credential
          </Button>
        )}
        {value !== "keep" && stored && (
          <Button size="sm" variant="ghost" onClick={() => onChange("keep")}>
            Keep the stored one
          </Button>
        )}
      </div>
    </fieldset>
  );
}
