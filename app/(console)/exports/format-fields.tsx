"use client";

import { Field } from "#components/ui/field.tsx";
import { Checkbox, Input, Select } from "#components/ui/input.tsx";
import { exportFormats, type ExportFormat } from "#lib/exports/shapes.ts";
import { formatWords } from "./export-words.ts";

export type FormatDraft = { query: string; format: ExportFormat; content: boolean };

type FormatFieldsProps<Draft extends FormatDraft> = {
  draft: Draft;
  errors: Record<string, string>;
  mayReadPayloads: boolean;
  onChange: (change: Partial<FormatDraft>) => void;
};

/** Which events, and as what; bodies only for who may read them, and only where they fit. */
export function FormatFields<Draft extends FormatDraft>(props: FormatFieldsProps<Draft>) {
  const { draft, errors, mayReadPayloads, onChange } = props;
  return (
    <>
      <Field
        label="Query"
        hint="As in the search bar of the audit log; empty: every event."
        error={errors["search.query"] ?? errors["query"]}
      >
        <Input
          value={draft.query}
          onChange={(event) => onChange({ query: event.currentTarget.value })}
          placeholder="server:github status:denied"
          autoComplete="off"
          spellCheck={false}
          className="font-mono"
        />
      </Field>
      <Field label="Format" error={errors["format"]}>
        <Select
          value={draft.format}
          onChange={(event) => {
            const { value } = event.currentTarget;
            onChange({ format: exportFormats.find((format) => format === value) ?? "csv" });
          }}
        >
          {exportFormats.map((format) => (
            <option key={format} value={format}>
              {formatWords[format]}
            </option>
          ))}
        </Select>
      </Field>
      {mayReadPayloads && (
        <Checkbox
          label="With headers and bodies of each call (JSON Lines only)"
          checked={draft.content}
          onChange={(event) => {
            const content = event.currentTarget.checked;
            onChange(content ? { content, format: "jsonl" } : { content });
          }}
        />
      )}
    </>
  );
}
