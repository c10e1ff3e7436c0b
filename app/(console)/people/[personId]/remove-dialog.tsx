"use client";

import { useRouter } from "next/navigation";
import { UntrustedText } from "#components/ui/untrusted-text.tsx";
import type { PersonDetails } from "#lib/people/schemas.ts";
import { ConfirmDialog } from "../../confirm-dialog.tsx";
import { removePersonAction } from "../actions.ts";

/** Asks before a person is forgotten. */
export function RemoveDialog(props: { person: PersonDetails; open: boolean; onClose: () => void }) {
  const { person, open, onClose } = props;
  const router = useRouter();
  async function remove() {
    const result = await removePersonAction({ personId: person.id });
    if (result.ok) router.push("/people");
    return result;
  }
  return (
    <ConfirmDialog open={open} title="Remove this person" confirm="Remove the person" act={remove} onClose={onClose}>
      <p>
        Signs <UntrustedText text={person.email} limit={120} /> out everywhere and ends their API keys, the gateway keys
        that act for them, and what was given to them here. Their entries in the audit log stay.
      </p>
      <p className="text-muted">
        Whom the identity provider still lets in comes back with the next sign-in, with what their groups give.
      </p>
    </ConfirmDialog>
  );
}
