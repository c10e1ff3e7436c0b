"use client";

import { Field } from "#components/ui/field.tsx";
import { Input, Textarea } from "#components/ui/input.tsx";
import type { SinkDraft } from "./sink-draft.ts";
import { isDatadog } from "./sink-words.ts";

type SinkKindFieldsProps = {
  draft: SinkDraft;
  errors: Record<string, string>;
  onChange: (change: Partial<SinkDraft>) => void;
};

/** What only sinks of one kind have. */
export function SinkKindFields({ draft, errors, onChange }: SinkKindFieldsProps) {
  const { kind } = draft;
  const text = (field: "header" | "index" | "accessKeyId" | "region" | "tags", label: string, hint: string) => (
    <Field label={label} hint={hint} error={errors[`settings.${field}`] ?? errors[`settings.${field}.0`]}>
      <Input
        value={draft[field]}
        onChange={(event) => onChange({ [field]: event.currentTarget.value })}
        autoComplete="off"
        spellCheck={false}
        className="font-mono"
      />
    </Field>
  );
  return (
    <>
      {kind === "otlp" && text("header", "Header of the key", "authorization where empty.")}
      {kind === "splunk" && text("index", "Index", "Empty: the token's own.")}
      {kind === "elasticsearch" && text("index", "Index", "holdpoint-audit where empty.")}
      {kind === "s3" && text("accessKeyId", "Access key id", "Whose secret the key above is.")}
      {kind === "s3" && text("region", "Region", "us-east-1 where empty.")}
      {isDatadog(kind) && text("tags", "Tags", "Added to every event, separated by commas: env:prod, team:security.")}
      {!isDatadog(kind) && kind !== "folder" && (
        <Field
          label="Certificates"
          hint="PEM, to trust beside the well-known ones."
          error={errors["settings.certificates"]}
        >
          <Textarea
            value={draft.certificates}
            onChange={(event) => onChange({ certificates: event.currentTarget.value })}
            spellCheck={false}
            className="font-mono"
          />
        </Field>
      )}
    </>
  );
}
