import type { Metadata } from "next";
import Link from "next/link";
import { getContext } from "#app/_server/context.ts";
import { PageHeader } from "#components/shell/page-header.tsx";
import { listPacks } from "#lib/packs/list-packs.ts";
import { attempt } from "../../attempt.ts";
import { RefusedPage } from "../../refused-page.tsx";
import { PackSection } from "./pack-section.tsx";

export const metadata: Metadata = { title: "Packs" };

export default async function PacksPage() {
  const context = await getContext();
  const listed = await attempt(() => listPacks(context));
  if (!listed.ok) return <RefusedPage page="Packs" refusal={listed.refusal} />;
  return (
    <>
      <PageHeader
        title="Packs"
        description="Ready-made rules for what many agents use. A pack goes into the draft, where you adapt and publish it; a newer version of it leaves your edits alone."
        before={
          <Link href="/policies" className="link text-sm">
            Policies
          </Link>
        }
      />
      {listed.value.map((pack) => (
        <PackSection key={pack.id} pack={pack} />
      ))}
    </>
  );
}
