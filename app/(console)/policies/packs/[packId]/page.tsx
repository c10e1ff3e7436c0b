import type { Metadata } from "next";
import Link from "next/link";
import { getContext } from "#app/_server/context.ts";
import { PageHeader } from "#components/shell/page-header.tsx";
import { listConnections } from "#lib/connections/list-connections.ts";
import { can } from "#lib/core/permissions.ts";
import { readPack } from "#lib/packs/read-pack.ts";
import { attempt } from "../../../attempt.ts";
import { RefusedPage } from "../../../refused-page.tsx";
import { RulesTable } from "../../rules/rules-table.tsx";
import { describeInstalled } from "../describe-pack.ts";
import { InstallForm } from "../install-form.tsx";
import { PackCoverage } from "../pack-coverage.tsx";
import { Totals } from "../totals.tsx";

export const metadata: Metadata = { title: "Pack" };

export default async function PackPage({ params }: { params: Promise<{ packId: string }> }) {
  const context = await getContext();
  const { packId } = await params;
  const read = await attempt(() => Promise.all([readPack(context, { id: packId }), listConnections(context)]));
  if (!read.ok) {
    const back = { href: "/policies/packs", label: "Go to the packs" };
    return <RefusedPage page="Pack" refusal={read.refusal} back={back} />;
  }
  const [pack, connections] = read.value;
  // The first is proposed: `datadog` rather than `billing` for the rules of Datadog's API.
  const [product = ""] = pack.id.split("-");
  const known = connections
    .filter(({ kind }) => kind === pack.kind)
    .map(({ slug }) => slug)
    .toSorted((a, b) => Number(b.includes(product)) - Number(a.includes(product)));
  return (
    <>
      <PageHeader
        title={pack.title}
        description={pack.summary}
        before={
          <Link href="/policies/packs" className="link text-sm">
            Packs
          </Link>
        }
      />
      <div className="flex flex-col gap-3 border-b px-4 py-4">
        <Totals totals={pack.totals} />
        <ul className="flex max-w-prose list-disc flex-col gap-1 pl-4 text-sm">
          {pack.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
        {pack.installed && <p className="text-sm text-muted">{describeInstalled(pack)}</p>}
      </div>
      {can(context.actor, "policies.write") && <InstallForm pack={pack} known={known} />}
      <section aria-labelledby="covered">
        <h2 id="covered" className="px-4 pt-4 pb-2 text-base font-semibold">
          What it covers
        </h2>
        <PackCoverage coverage={pack.coverage} />
      </section>
      <section aria-labelledby="rules">
        <h2 id="rules" className="px-4 pt-6 pb-2 text-base font-semibold">
          Its rules
        </h2>
        <RulesTable rules={pack.rules} published={pack.rules} observed={null} />
      </section>
    </>
  );
}
