import type { Metadata } from "next";
import { ButtonLink } from "#components/ui/button.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { EmptyState } from "#components/ui/states.tsx";

export const metadata: Metadata = { title: "Not found" };

export default function NotFoundPage() {
  return (
    <main className="grow">
      <PageHeader title="Not found" />
      <EmptyState title="There is nothing here" action={<ButtonLink href="/approvals">Go to Approvals</ButtonLink>}>
        The address is wrong, the entry is gone, or it belongs to somebody else and you may not see it.
      </EmptyState>
    </main>
  );
}
