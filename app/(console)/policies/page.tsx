import type { Metadata } from "next";
import { getContext } from "#app/_server/context.ts";
import { can } from "#lib/core/permissions.ts";
import { listPolicyVersions } from "#lib/policies/list-policy-versions.ts";
import { readPolicy } from "#lib/policies/read-policy.ts";
import { attempt } from "../attempt.ts";
import { RefusedPage } from "../refused-page.tsx";
import { PolicyPage } from "./policy-page.tsx";

export const metadata: Metadata = { title: "Policies" };

export default async function PoliciesPage() {
  const context = await getContext();
  const loaded = await attempt(async () => {
    const [policy, versions] = await Promise.all([readPolicy(context), listPolicyVersions(context)]);
    return { policy, versions };
  });
  if (!loaded.ok) return <RefusedPage page="Policies" refusal={loaded.refusal} />;
  const { policy, versions } = loaded.value;
  return (
    <PolicyPage
      version={policy.version}
      rules={policy.document.rules}
      versions={versions}
      mayWrite={can(context.actor, "policies.write")}
    />
  );
}
