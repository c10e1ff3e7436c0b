import Link from "next/link";
import { classNames } from "#components/ui/class-names.ts";
import { Badge } from "#components/ui/badge.tsx";
import { Status } from "#components/ui/status.tsx";
import { Countdown, RelativeTime } from "#components/ui/time.tsx";
import { UntrustedText } from "#components/ui/untrusted-text.tsx";
import type { HoldRow as Row } from "#lib/holds/schemas.ts";

type HoldRowProps = {
  hold: Row;
  /** No longer waiting, also where nothing has swept an expired hold yet. */
  decided: boolean;
  /** It came while somebody was looking. */
  arrived: boolean;
  /** Set where several can be decided together. */
  selection?: { selected: boolean; onSelect: (selected: boolean) => void };
};

/** One call in the list: time left or outcome, who → what, for whom, by which rule. The whole row is the link. */
export function HoldRow({ hold, decided, arrived, selection }: HoldRowProps) {
  return (
    <li className={classNames("flex border-b", arrived && "animate-arrive", selection?.selected && "bg-selected")}>
      {selection && (
        <label className="flex w-10 shrink-0 cursor-pointer items-center justify-center hover:bg-hover">
          <input
            type="checkbox"
            aria-label={`Select ${hold.tool ?? hold.operation} on ${hold.connection}`}
            className="size-4 cursor-pointer accent-accent"
            checked={selection.selected}
            onChange={(event) => selection.onSelect(event.target.checked)}
          />
        </label>
      )}
      <Link
        data-row={hold.id}
        href={`/approvals/${hold.id}`}
        className="grid min-w-0 grow gap-x-4 gap-y-0.5 px-4 py-2 text-sm -outline-offset-2 hover:bg-hover focus-visible:bg-selected lg:h-row lg:grid-cols-[10.5rem_minmax(0,3fr)_minmax(0,0.8fr)_minmax(0,1.1fr)] lg:items-center lg:py-0"
      >
        <span className="flex items-center justify-between gap-2">
          <When hold={hold} decided={decided} />
        </span>
        <span className="min-w-0 lg:truncate">
          <Name text={hold.agent ?? hold.userName ?? "somebody"} limit={40} className="font-medium" />
          <span className="text-muted"> → </span>
          <Name text={hold.connection} /> <Name text={hold.tool ?? hold.operation} className="font-mono text-xs" />
          {hold.excerpt && (
            <>
              {" "}
              <Name text={hold.excerpt} className="font-mono text-xs text-muted" />
            </>
          )}
        </span>
        <span className="min-w-0 text-muted lg:truncate">
          {hold.agent && hold.userName ? (
            <>
              for <Name text={hold.userName} />
            </>
          ) : hold.agent ? (
            "autonomous"
          ) : (
            "in person"
          )}
        </span>
        <span className="min-w-0 text-muted lg:truncate">
          {hold.awaitsReview && <Badge tone="warning">to review</Badge>}{" "}
          {hold.verdict && hold.state !== "pending" ? (
            <>
              {hold.edited ? "changed and approved" : hold.verdict.verdict} by <Name text={hold.verdict.userName} />
            </>
          ) : (
            <>
              rule: <Name text={hold.rule} />
            </>
          )}
        </span>
      </Link>
    </li>
  );
}

function When({ hold, decided }: Pick<HoldRowProps, "hold" | "decided">) {
  if (hold.state !== "pending" || decided) {
    return (
      <>
        <Status status={hold.state === "pending" ? "expired" : hold.state} />
        <span className="text-xs text-muted">
          <RelativeTime at={hold.decidedAt ?? hold.createdAt} />
        </span>
      </>
    );
  }
  return (
    <span className="inline-flex items-center gap-1.5">
      <Status status="pending" word="" />
      <span className="sr-only">held, </span>
      <Countdown until={hold.expiresAt} />
      <Progress hold={hold} />
    </span>
  );
}

/** How many approvals are there of those that the rules ask for, where that is more than one. */
function Progress({ hold }: Pick<HoldRowProps, "hold">) {
  const quorums = hold.quorums.flat();
  const required = quorums.reduce((sum, quorum) => sum + quorum.required, 0);
  const given = quorums.reduce((sum, quorum) => sum + quorum.given, 0);
  if (required < 2) return null;
  return (
    <span className="text-xs text-muted tabular-nums" title={`${given} of ${required} approvals`}>
      {given}/{required}
    </span>
  );
}

function Name({ text, limit = 120, className }: { text: string; limit?: number; className?: string }) {
  return <UntrustedText text={text} limit={limit} className={className} line />;
}
