import type { z } from "zod";
import { parseYaml } from "#components/editor/parse-yaml.ts";
import { writeYaml } from "#components/editor/edit-yaml.ts";
import type { RuleApproval } from "#lib/approvals/schemas.ts";
import { joinNames, splitNames } from "../../names.ts";

export const timeUnits = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 } as const;
export type TimeUnit = keyof typeof timeUnits;

/** Who approves, as the form of a rule holds it: names in one line of text, times with their unit. */
export type ApprovalDraft = {
  approvers: string;
  required: string;
  expiry: string;
  expiryUnit: TimeUnit;
  ownerMayApprove: boolean;
  edit: boolean;
  reasonRequired: boolean;
  /** Empty: nobody else is asked. */
  escalateTo: string;
  escalateAfter: string;
  escalateUnit: TimeUnit;
  breakGlass: string;
  /** YAML of what there is no field for: `also`, `grants`, `replayS`. */
  terms: string;
};

export function toApprovalDraft(approval?: RuleApproval): ApprovalDraft {
  const {
    groups,
    required,
    expiresInS = 900,
    ownerMayApprove,
    edit,
    reasonRequired,
    escalation,
    breakGlass,
    ...terms
  } = approval ?? {};
  const expiry = toUnit(expiresInS);
  const after = toUnit(escalation?.afterS ?? 300);
  return {
    approvers: joinNames(groups),
    required: String(required ?? 1),
    expiry: expiry.value,
    expiryUnit: expiry.unit,
    ownerMayApprove: ownerMayApprove ?? false,
    edit: edit ?? false,
    reasonRequired: reasonRequired ?? true,
    escalateTo: joinNames(escalation?.groups),
    escalateAfter: after.value,
    escalateUnit: after.unit,
    breakGlass: joinNames(breakGlass),
    terms: Object.keys(terms).length > 0 ? writeYaml(terms).trimEnd() : "",
  };
}

/** The approval that a form describes, still to be checked; null where its terms are not YAML. */
export function fromApprovalDraft(draft: ApprovalDraft): z.input<typeof RuleApproval> | null {
  const parsed = draft.terms.trim() === "" ? { value: {} } : parseYaml(draft.terms);
  if (!parsed || typeof parsed.value !== "object" || Array.isArray(parsed.value)) return null;
  const escalateTo = splitNames(draft.escalateTo);
  const breakGlass = splitNames(draft.breakGlass);
  return {
    groups: splitNames(draft.approvers),
    ...(draft.required.trim() !== "1" && { required: Number(draft.required) }),
    expiresInS: Number(draft.expiry) * timeUnits[draft.expiryUnit],
    ...(draft.ownerMayApprove && { ownerMayApprove: true }),
    ...(draft.edit && { edit: true }),
    ...(!draft.reasonRequired && { reasonRequired: false }),
    ...(escalateTo.length > 0 && {
      escalation: { afterS: Number(draft.escalateAfter) * timeUnits[draft.escalateUnit], groups: escalateTo },
    }),
    ...(breakGlass.length > 0 && { breakGlass }),
    ...parsed.value,
  };
}

/** The field of the form that a path in an approval belongs to. */
export function approvalField([first, second]: PropertyKey[]): keyof ApprovalDraft {
  if (first === "expiresInS") return "expiry";
  if (first === "escalation") return second === "groups" ? "escalateTo" : "escalateAfter";
  if (first === "required" || first === "breakGlass" || first === "ownerMayApprove" || first === "edit") return first;
  return first === undefined || first === "groups" ? "approvers" : "terms";
}

function toUnit(seconds: number): { value: string; unit: TimeUnit } {
  const unit = (["days", "hours", "minutes"] as const).find((name) => seconds % timeUnits[name] === 0) ?? "seconds";
  return { value: String(seconds / timeUnits[unit]), unit };
}
