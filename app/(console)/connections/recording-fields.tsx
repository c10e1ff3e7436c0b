"use client";

import { Field } from "#components/ui/field.tsx";
import { Checkbox, Select } from "#components/ui/input.tsx";
import type { Recording } from "#lib/connections/schemas.ts";

type RecordingFieldsProps = {
  recording: Recording;
  shareable: boolean;
  /** Whether the connection is a program, which callers could share. */
  isProgram: boolean;
  errors: Record<string, string>;
  onChange: (change: { recording?: Recording; shareable?: boolean }) => void;
};

/** How a connection behaves when the audit trail cannot be written, and whether its program is shared. */
export function RecordingFields({ recording, shareable, isProgram, errors, onChange }: RecordingFieldsProps) {
  return (
    <>
      <Field
        label="While the audit trail cannot be written"
        hint={
          recording === "strict"
            ? "No record, no call."
            : "Calls that only read are recorded on the gateway's disk, and in the audit trail once it is back. All others are refused."
        }
        error={errors["recording"]}
      >
        <Select
          value={recording}
          onChange={(event) => onChange({ recording: event.currentTarget.value === "spooled" ? "spooled" : "strict" })}
        >
          <option value="strict">refuse every call (strict)</option>
          <option value="spooled">let calls that only read go on (spooled)</option>
        </Select>
      </Field>
      {isProgram && (
        <div className="flex flex-col gap-1">
          <Checkbox
            label="All callers share one program"
            checked={shareable}
            onChange={(event) => onChange({ shareable: event.currentTarget.checked })}
          />
          <p className="text-xs text-muted">
            Only for programs that keep nothing between calls that one caller may not see of another.
          </p>
          {errors["shareable"] && (
            <p role="alert" className="text-xs text-danger">
              {errors["shareable"]}
            </p>
          )}
        </div>
      )}
    </>
  );
}
