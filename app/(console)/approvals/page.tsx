import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { can } from "#lib/core/permissions.ts";
import { listHolds } from "#lib/holds/list-holds.ts";
import { ButtonLink } from "#components/ui/button.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { getContext } from "#app/_server/context.ts";
import { getHoldCounts } from "#app/_server/hold-counts.ts";
import { ApprovalsList } from "./approvals-list.tsx";
import { NotifyButton } from "./notify-button.tsx";
import { loadApprovalsSearchParams } from "./search-params.ts";

type Props = { searchParams: Promise<SearchParams> };

export async function generateMetadata(): Promise<Metadata> {
  const { mine } = await getHoldCounts();
  return { title: mine > 0 ? { absolute: `(${mine}) Approvals · Holdpoint` } : "Approvals" };
}

export default async function ApprovalsPage({ searchParams }: Props) {
  const context = await getContext();
  const { view, after } = await loadApprovalsSearchParams(searchParams);
  const [page, counts] = await Promise.all([listHolds(context, { view, after }), getHoldCounts()]);
  return (
    <>
      <PageHeader
        title="Approvals"
        actions={
          <>
            {can(context.actor, "audit.read-all") && <ButtonLink href="/approvals/numbers">Numbers</ButtonLink>}
            <ButtonLink href="/approvals/grants">Grants</ButtonLink>
            <NotifyButton />
          </>
        }
      />
      <ApprovalsList view={view} page={page} counts={counts} />
    </>
  );
}
