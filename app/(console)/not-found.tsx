import { ButtonLink } from "#components/ui/button.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { EmptyState } from "#components/ui/states.tsx";

export default function ConsoleNotFoundPage() {
  return (
    <>
      <PageHeader title="Not found" />
      <EmptyState title="There is nothing here" action={<ButtonLink href="/approvals">Go to Approvals</ButtonLink>}>
        The address is wrong, the entry is gone, or it belongs to somebody else and you may not see it.
      </EmptyState>
    </>
  );
}
