import type { Metadata } from "next";
import { getContext } from "#app/_server/context.ts";
import { listConnections } from "#lib/connections/list-connections.ts";
import { can } from "#lib/core/permissions.ts";
import { readDraft } from "#lib/drafts/read-draft.ts";
import { listPolicyVersions } from "#lib/policies/list-policy-versions.ts";
import { readPolicy } from "#lib/policies/read-policy.ts";
import { completeQuery } from "#lib/search/complete-query.ts";
import { attempt } from "../attempt.ts";
import { RefusedPage } from "../refused-page.tsx";
import { PolicyPage } from "./policy-page.tsx";
import { readDocument } from "./read-document.ts";

export const metadata: Metadata = { title: "Policies" };

export default async function PoliciesPage() {
  const context = await getContext();
  const loaded = await attempt(() =>
    Promise.all([
      readPolicy(context),
      readDraft(context),
      listPolicyVersions(context),
      listConnections(context),
      completeQuery(context, { field: "agent", prefix: "" }),
    ]),
  );
  if (!loaded.ok) return <RefusedPage page="Policies" refusal={loaded.refusal} />;
  const mayWrite = can(context.actor, "policies.write");
  const [policy, saved, versions, connections, agents] = loaded.value;
  const draft = mayWrite ? saved : null;
  const groups = [
    ...connections.flatMap((connection) => connection.groups),
    ...policy.document.rules.flatMap(({ match, approval }) => [...(match.groups ?? []), ...(approval?.groups ?? [])]),
  ];
  return (
    <PolicyPage
      policy={policy}
      draft={draft}
      document={readDocument((draft ?? policy).source)}
      versions={versions}
      known={{
        connections: connections.map(({ slug }) => slug),
        agents: agents.map(({ value }) => value),
        groups: [...new Set(groups)],
      }}
      mayWrite={mayWrite}
    />
  );
}
