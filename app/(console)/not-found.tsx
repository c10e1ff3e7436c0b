import { ButtonLink } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/states.tsx";

export default function ConsoleNotFoundPage() {
  return (
    <EmptyState title="There is nothing here" action={<ButtonLink href="/approvals">Go to Approvals</ButtonLink>}>
      The address is wrong, the entry is gone, or it belongs to somebody else and you may not see it.
    </EmptyState>
  );
}
