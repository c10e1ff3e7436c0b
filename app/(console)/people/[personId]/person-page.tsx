"use client";

import { useState } from "react";
import Link from "next/link";
import { ArrowLeft } from "lucide-react";
import { useQueryStates } from "nuqs";
import { PageHeader } from "#components/shell/page-header.tsx";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { UntrustedText } from "#components/ui/untrusted-text.tsx";
import type { PersonDetails } from "#lib/people/schemas.ts";
import { termHref } from "../../audit/search-params.ts";
import { personParsers } from "../search-params.ts";
import { AgentsSheet } from "./agents-sheet.tsx";
import { PersonRights } from "./person-rights.tsx";
import { RemoveDialog } from "./remove-dialog.tsx";
import { RoleSheet } from "./role-sheet.tsx";
import { SessionsTable } from "./sessions-table.tsx";

export type PersonReader = { isSelf: boolean; seesAll: boolean; mayWrite: boolean; mayGrant: boolean };

/** One person: what they may and why, and where they are signed in; one's own page is one's account. */
export function PersonPage({ person, reader }: { person: PersonDetails; reader: PersonReader }) {
  const [{ form }, setParams] = useQueryStates(personParsers);
  const [removing, setRemoving] = useState(false);
  const { mayWrite, mayGrant, isSelf } = reader;
  const mayChangeRole = mayWrite && (mayGrant || person.role !== "owner");
  const mayRemove = mayWrite && !isSelf && (mayGrant || (person.role !== "owner" && !person.auditor));
  const close = (): void => void setParams({ form: null });
  return (
    <>
      <PageHeader
        before={
          reader.seesAll && (
            <Link href="/people" className="link mb-1 inline-flex items-center gap-1 text-sm">
              <ArrowLeft aria-hidden className="size-3.5" />
              People &amp; roles
            </Link>
          )
        }
        title={<UntrustedText text={person.email} limit={320} />}
        description={isSelf ? "This is you: what you may here, and where you are signed in." : undefined}
        actions={
          <>
            <ButtonLink href={termHref("user", person.email)}>Activity</ButtonLink>
            {mayChangeRole && <Button onClick={() => void setParams({ form: "role" })}>Change the role</Button>}
            {mayRemove && <Button onClick={() => setRemoving(true)}>Remove…</Button>}
          </>
        }
      />
      <PersonRights
        person={person}
        {...(mayWrite && { onChangeAgents: () => void setParams({ form: "agents" }) })}
        ownerOnly={mayWrite && !mayChangeRole}
      />
      <SessionsTable person={person} mayEnd={isSelf || mayWrite} />
      {mayChangeRole && (
        <RoleSheet
          key={`role ${form === "role"}`}
          open={form === "role"}
          person={person}
          mayGrant={mayGrant}
          onClose={close}
        />
      )}
      {mayWrite && (
        <AgentsSheet key={`agents ${form === "agents"}`} open={form === "agents"} person={person} onClose={close} />
      )}
      <RemoveDialog person={person} open={removing} onClose={() => setRemoving(false)} />
    </>
  );
}
