"use client";

import { useState } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { Field } from "#components/ui/field.tsx";
import { Checkbox, Select } from "#components/ui/input.tsx";
import type { GrantedRights, PersonDetails } from "#lib/people/schemas.ts";
import { describeRole, roleNames } from "#lib/people/shapes.ts";
import { FormSheet } from "../../form-sheet.tsx";
import { grantRoleAction } from "../actions.ts";

type RoleSheetProps = { open: boolean; person: PersonDetails; mayGrant: boolean; onClose: () => void };

const roles = roleNames.filter((role) => role !== "power_user");

/** Gives a role beside the one of the groups, or takes it back. */
export function RoleSheet({ open, person, mayGrant, onClose }: RoleSheetProps) {
  const [draft, setDraft] = useState<GrantedRights>(person.granted);

  return (
    <FormSheet
      open={open}
      title="Change the role"
      save="Change the role"
      act={() => grantRoleAction({ personId: person.id, ...draft, expected: person.granted })}
      onClose={onClose}
    >
      {() => (
        <>
          <p className="text-sm text-muted">
            Their groups make this person: {describeRole(person.fromGroups)}. What is given here counts beside it, the
            stronger of the two, from their next request on, until it is taken back.
          </p>
          <Field label="Role given here">
            <Select
              value={draft.role ?? ""}
              onChange={(event) => {
                const role = roles.find((name) => name === event.currentTarget.value) ?? null;
                setDraft({ ...draft, role });
              }}
            >
              <option value="">none: what the groups give</option>
              {roles
                .toReversed()
                .filter((role) => role !== "owner" || mayGrant)
                .map((role) => (
                  <option key={role} value={role}>
                    {describeRole({ role, auditor: false })}
                  </option>
                ))}
            </Select>
          </Field>
          <Checkbox
            label="Auditor: reads every page, and request and response bodies"
            checked={draft.auditor}
            disabled={!mayGrant}
            onChange={(event) => setDraft({ ...draft, auditor: event.currentTarget.checked })}
          />
          {!mayGrant && <p className="text-sm text-muted">Only an owner makes owners and auditors.</p>}
          {draft.auditor && !person.auditor && (
            <Banner tone="warning">
              An auditor reads what agents sent and got, in full. Each reading is in the audit log, and so is this
              change.
            </Banner>
          )}
        </>
      )}
    </FormSheet>
  );
}
