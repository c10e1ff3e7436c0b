"use client";

import type { ReactNode } from "react";
import Link from "next/link";
import { Button } from "#components/ui/button.tsx";
import { UntrustedText } from "#components/ui/untrusted-text.tsx";
import type { PersonDetails } from "#lib/people/schemas.ts";
import { describeRole } from "#lib/people/shapes.ts";
import { termHref } from "../../audit/search-params.ts";

const roleMeanings: Record<PersonDetails["role"], string> = {
  owner: "Administers everything, and makes owners and auditors. Reads no request or response bodies.",
  admin: "Administers everything but owners and auditors. Reads no request or response bodies.",
  power_user_plus: "Sees their own activity and that of the agents they own, without bodies.",
  power_user: "Sees their own activity, without bodies.",
};
const auditorMeaning =
  "As an auditor also reads every page, and request and response bodies, which is recorded each time.";

type PersonRightsProps = {
  person: PersonDetails;
  onChangeAgents?: () => void;
  /** The reader administers people, but not this one. */
  ownerOnly: boolean;
};

/** What a person may, and where it comes from. */
export function PersonRights({ person, onChangeAgents, ownerOnly }: PersonRightsProps) {
  const { granted } = person;
  const given =
    granted.role === null && !granted.auditor
      ? "nothing"
      : granted.role === null
        ? "Auditor"
        : describeRole({ role: granted.role, auditor: granted.auditor });
  return (
    <section aria-label="Rights" className="border-b px-4 py-4">
      <dl className="grid max-w-3xl gap-x-4 gap-y-3 text-sm sm:grid-cols-[9rem_minmax(0,1fr)]">
        <Fact label="Role">
          <span className="font-medium">{describeRole(person)}</span>
          <p className="text-muted">{roleMeanings[person.role]}</p>
          {person.auditor && <p className="text-muted">{auditorMeaning}</p>}
          {ownerOnly && <p className="text-muted">Only an owner changes an owner.</p>}
        </Fact>
        <Fact label="By their groups">{describeRole(person.fromGroups)}</Fact>
        <Fact label="Given here">{given}</Fact>
        <Fact label="Groups">
          {person.groups.length === 0 ? (
            <span className="text-muted">none</span>
          ) : (
            <UntrustedText text={person.groups.join(", ")} limit={2_000} />
          )}
          <p className="text-muted">Rules name the groups that approve. They follow the identity provider.</p>
        </Fact>
        <Fact label="Owns the agents">
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            {person.ownedAgents.length === 0 && <span className="text-muted">none</span>}
            {person.ownedAgents.map((agent) => (
              <Link key={agent} href={termHref("agent", agent)} prefetch={false} className="link min-w-0 break-words">
                <UntrustedText text={agent} limit={200} />
              </Link>
            ))}
            {onChangeAgents && (
              <Button size="sm" onClick={onChangeAgents}>
                Change the agents
              </Button>
            )}
          </span>
          {onChangeAgents && person.ownedAgents.length > 0 && person.role === "power_user" && (
            <p className="text-muted">A power user does not see what they do; make this person a power user+ for it.</p>
          )}
        </Fact>
      </dl>
    </section>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="contents">
      <dt className="text-muted max-sm:-mb-3">{label}</dt>
      <dd className="min-w-0 break-words">{children}</dd>
    </div>
  );
}
