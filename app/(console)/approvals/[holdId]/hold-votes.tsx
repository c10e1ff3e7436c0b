import { ExactTime, RelativeTime } from "#components/ui/time.tsx";
import { UntrustedText } from "#components/ui/untrusted-text.tsx";
import type { HoldDetail } from "#lib/holds/schemas.ts";

/** Who has to approve, how far that is, and who has said what so far. */
export function HoldVotes({ hold }: { hold: HoldDetail }) {
  const quorums = hold.quorums.flat();
  const several = quorums.length > 1 || quorums.some(({ required }) => required > 1);
  return (
    <>
      {several && (
        <ul aria-label="Approvals needed" className="flex flex-col gap-1 text-sm">
          {quorums.map(({ groups, required, given }, index) => (
            // Their order is the rule's, and does not change.
            // oxlint-disable-next-line react/no-array-index-key
            <li key={index} className="flex items-baseline gap-2">
              <span className="font-mono text-xs tabular-nums">
                {given}/{required}
              </span>
              <span className="min-w-0">
                of <UntrustedText text={groups.join(" or ")} />
              </span>
            </li>
          ))}
        </ul>
      )}
      {(several || hold.votes.length > 1) && hold.votes.length > 0 && (
        <ul aria-label="Votes" className="flex flex-col gap-2 text-sm">
          {hold.votes.map((vote) => (
            <li key={vote.userName} className="border-l-2 pl-2">
              <span className="text-muted">
                {vote.verdict} by <UntrustedText text={vote.userName} className="text-text" />,{" "}
                <RelativeTime at={vote.createdAt} />
              </span>
              {vote.reason !== "" && (
                <>
                  <br />
                  <UntrustedText text={vote.reason} />
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      {hold.escalatesAt && hold.state === "pending" && (
        <p className="text-sm text-muted">
          If nobody decides, <UntrustedText text={hold.escalationGroups.join(" or ")} className="text-text" /> may too,
          from <ExactTime at={hold.escalatesAt} />.
        </p>
      )}
    </>
  );
}
