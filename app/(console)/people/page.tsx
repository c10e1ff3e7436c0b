import type { Metadata } from "next";
import { getContext } from "#app/_server/context.ts";
import { PageHeader } from "#components/shell/page-header.tsx";
import { listPeople } from "#lib/people/list-people.ts";
import { attempt } from "../attempt.ts";
import { RefusedPage } from "../refused-page.tsx";
import { PeopleTable } from "./people-table.tsx";

export const metadata: Metadata = { title: "People & roles" };

export default async function PeoplePage() {
  const context = await getContext();
  const listed = await attempt(() => listPeople(context));
  if (!listed.ok) return <RefusedPage page="People & roles" refusal={listed.refusal} />;
  return (
    <>
      <PageHeader
        title="People & roles"
        description="Everybody who has signed in. What they may comes from the groups of your identity provider, and from what is given here."
      />
      <PeopleTable people={listed.value} />
    </>
  );
}
