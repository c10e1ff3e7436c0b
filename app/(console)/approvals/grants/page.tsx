import type { Metadata } from "next";
import Link from "next/link";
import { ArrowLeft } from "lucide-react";
import { listGrants } from "#lib/grants/list-grants.ts";
import { PageHeader } from "#components/shell/page-header.tsx";
import { getContext } from "#app/_server/context.ts";
import { GrantsTable } from "./grants-table.tsx";

export const metadata: Metadata = { title: "Grants" };

export default async function GrantsPage() {
  const grants = await listGrants(await getContext());
  return (
    <>
      <PageHeader
        before={
          <Link href="/approvals" className="link mb-1 inline-flex items-center gap-1 text-sm">
            <ArrowLeft aria-hidden className="size-3.5" />
            Approvals
          </Link>
        }
        title="Grants"
        description="Approvals that hold for like calls too, for a while. Each use is counted and recorded."
      />
      <GrantsTable grants={grants} />
    </>
  );
}
