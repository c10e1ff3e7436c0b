import { ButtonLink } from "#components/ui/button.tsx";
import { Code } from "#components/ui/code.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import type { HoldView } from "#lib/holds/schemas.ts";

/** Why a view is empty, and what fills it. */
export function NoHolds({ view, pending }: { view: HoldView; pending: number }) {
  if (view === "decided") {
    return (
      <EmptyState title="Nothing has been decided yet">
        Calls that were approved, denied or left to expire stay here, with who decided and why.
      </EmptyState>
    );
  }
  if (view === "review") {
    return (
      <EmptyState title="Nothing awaits a review">
        Calls that one person released without the approvals their rule asks for stay here until somebody else has
        looked at them.
      </EmptyState>
    );
  }
  if (view === "mine" && pending > 0) {
    return (
      <EmptyState
        title="Nothing waits for you"
        action={<ButtonLink href="/approvals?view=pending">Show all pending</ButtonLink>}
      >
        {pending === 1 ? "One call waits" : `${pending} calls wait`} for other approvers. You see here what your groups
        may decide and you did not ask for yourself.
      </EmptyState>
    );
  }
  return (
    <EmptyState title="Nothing is waiting">
      <p>
        When a policy rule holds an agent’s call, it appears here within a second, and the agent waits until somebody
        approves or denies it.
      </p>
      <p className="mt-2">
        To see one now, run <Code>npm run demo</Code> in the project’s folder.
      </p>
    </EmptyState>
  );
}
