import type { Metadata } from "next";
import { getContext } from "#app/_server/context.ts";
import { can } from "#lib/core/permissions.ts";
import { readPerson } from "#lib/people/read-person.ts";
import { attempt } from "../../attempt.ts";
import { RefusedPage } from "../../refused-page.tsx";
import { PersonPage } from "./person-page.tsx";

export const metadata: Metadata = { title: "Person" };

export default async function Page({ params }: { params: Promise<{ personId: string }> }) {
  const context = await getContext();
  const { personId } = await params;
  const read = await attempt(() => readPerson(context, { personId }));
  if (!read.ok) return <RefusedPage page="Person" refusal={read.refusal} />;
  const { actor } = context;
  return (
    <PersonPage
      person={read.value}
      reader={{
        isSelf: actor.id === personId,
        seesAll: can(actor, "people.read"),
        mayWrite: can(actor, "people.write"),
        mayGrant: can(actor, "people.grant"),
      }}
    />
  );
}
