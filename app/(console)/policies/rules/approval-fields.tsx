"use client";

import { Field } from "#components/ui/field.tsx";
import { Checkbox, Input, Select, Textarea } from "#components/ui/input.tsx";
import { timeUnits, type ApprovalDraft, type TimeUnit } from "./approval-draft.ts";
import { NamesField } from "./names-field.tsx";

type ApprovalFieldsProps = {
  draft: ApprovalDraft;
  errors: Partial<Record<keyof ApprovalDraft, string>>;
  onChange: (change: Partial<ApprovalDraft>) => void;
};

/** Who approves what a rule holds, and how long they have. */
export function ApprovalFields({ draft, errors, onChange }: ApprovalFieldsProps) {
  return (
    <fieldset className="flex flex-col gap-4 border-t pt-4">
      <legend className="float-left w-full text-sm text-muted">Who approves, and how long they have.</legend>
      <NamesField
        label="Approver groups"
        hint="People in these groups decide; never the requester."
        value={draft.approvers}
        error={errors.approvers}
        onChange={(approvers) => onChange({ approvers })}
      />
      <Field label="How many of them must approve" error={errors.required}>
        <Input
          inputMode="numeric"
          value={draft.required}
          onChange={(event) => onChange({ required: event.currentTarget.value })}
        />
      </Field>
      <Time
        label="Expires after"
        value={draft.expiry}
        unit={draft.expiryUnit}
        error={errors.expiry}
        onChange={(expiry, expiryUnit) => onChange({ expiry, expiryUnit })}
      />
      <Checkbox
        label="The owner of the agent may approve too"
        checked={draft.ownerMayApprove}
        onChange={(event) => onChange({ ownerMayApprove: event.currentTarget.checked })}
      />
      <Checkbox
        label="Approvers may change the arguments as they approve"
        checked={draft.edit}
        onChange={(event) => onChange({ edit: event.currentTarget.checked })}
      />
      {errors.edit && <p className="text-sm text-danger">{errors.edit}</p>}
      <Checkbox
        label="An approval needs a reason"
        checked={draft.reasonRequired}
        onChange={(event) => onChange({ reasonRequired: event.currentTarget.checked })}
      />
      <NamesField
        label="Then also ask these groups"
        hint="They may approve too once nobody has decided for a while. Empty: nobody else is asked."
        value={draft.escalateTo}
        error={errors.escalateTo}
        onChange={(escalateTo) => onChange({ escalateTo })}
      />
      {draft.escalateTo.trim() !== "" && (
        <Time
          label="Ask them after"
          value={draft.escalateAfter}
          unit={draft.escalateUnit}
          error={errors.escalateAfter}
          onChange={(escalateAfter, escalateUnit) => onChange({ escalateAfter, escalateUnit })}
        />
      )}
      <NamesField
        label="Groups that may break the glass"
        hint="One of them releases a call alone, with a reason; somebody else has to review it. Empty: nobody."
        value={draft.breakGlass}
        error={errors.breakGlass}
        onChange={(breakGlass) => onChange({ breakGlass })}
      />
      <Field
        label="Further terms"
        hint="YAML: also (quorums of other groups), grants and replayS, such as grants: { maxS: 3600, pinned: [account] }. May stay empty."
        error={errors.terms}
      >
        <Textarea
          value={draft.terms}
          onChange={(event) => onChange({ terms: event.currentTarget.value })}
          rows={3}
          spellCheck={false}
          className="font-mono"
        />
      </Field>
    </fieldset>
  );
}

type TimeProps = {
  label: string;
  value: string;
  unit: TimeUnit;
  error: string | undefined;
  onChange: (value: string, unit: TimeUnit) => void;
};

function Time({ label, value, unit, error, onChange }: TimeProps) {
  return (
    <div className="flex items-start gap-2">
      <Field label={label} error={error} className="flex grow flex-col gap-1">
        <Input inputMode="numeric" value={value} onChange={(event) => onChange(event.currentTarget.value, unit)} />
      </Field>
      <Field label="Unit" className="flex w-32 flex-col gap-1">
        <Select value={unit} onChange={(event) => onChange(value, event.currentTarget.value as TimeUnit)}>
          {Object.keys(timeUnits).map((name) => (
            <option key={name}>{name}</option>
          ))}
        </Select>
      </Field>
    </div>
  );
}
