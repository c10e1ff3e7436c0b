import type { ReactNode } from "react";
import Link from "next/link";
import { Banner } from "#components/ui/banner.tsx";
import type { Tone } from "#components/ui/badge.tsx";
import { RelativeTime } from "#components/ui/time.tsx";
import { formatDuration } from "#components/ui/time-format.ts";
import { UntrustedText } from "#components/ui/untrusted-text.tsx";
import type { HoldDetail, HoldState, HoldVerdict } from "#lib/holds/schemas.ts";
import { ReviewForm } from "./review-form.tsx";

const outcomes: Record<Exclude<HoldState, "pending">, { tone: Tone; says: string }> = {
  approved: { tone: "success", says: "The agent may run it now. It runs once, when the agent comes for the answer." },
  executing: { tone: "accent", says: "It is about to be sent." },
  dispatched: { tone: "accent", says: "It was sent; the answer has not come yet." },
  completed: { tone: "success", says: "It ran once, and the upstream answered." },
  failed: { tone: "danger", says: "It was sent, and the upstream answered with an error." },
  unknown: {
    tone: "unknown",
    says: "It was sent, and the answer never came. It may have run. It is not sent again; look at the upstream.",
  },
  denied: { tone: "danger", says: "Nothing was sent. The agent is told who denied it and why." },
  expired: { tone: "neutral", says: "Nobody decided in time. Nothing was sent; the agent can ask again." },
  cancelled: { tone: "neutral", says: "It was taken back by its caller. Nothing was sent." },
};

/** What came of it: verdict, by whom, why, and whether it ran. Nothing while it waits. */
export function HoldResult({ hold }: { hold: HoldDetail }): ReactNode {
  if (hold.state === "pending") return null;
  const { tone, says } = outcomes[hold.state];
  const ranMs = hold.dispatchedAt && hold.finishedAt ? hold.finishedAt.getTime() - hold.dispatchedAt.getTime() : null;
  return (
    <section aria-label="Result" className="flex flex-col gap-2">
      <Banner
        tone={tone}
        title={
          hold.verdict ? (
            <>
              {wordOf(hold, hold.verdict)} by <UntrustedText text={hold.verdict.userName} />,{" "}
              <RelativeTime at={hold.verdict.createdAt} />
            </>
          ) : (
            "Not decided"
          )
        }
        action={
          hold.eventId && (
            <Link href={`/audit/${hold.eventId}`} className="link text-sm whitespace-nowrap">
              In the audit log
            </Link>
          )
        }
      >
        {says}
        {ranMs !== null && ` It took ${formatDuration(ranMs)}.`}
      </Banner>
      {hold.verdict && hold.verdict.reason !== "" && (
        <blockquote className="border-l-2 pl-3 text-sm">
          <UntrustedText text={hold.verdict.reason} />
        </blockquote>
      )}
      {hold.brokeGlass && <LoneRelease holdId={hold.id} brokeGlass={hold.brokeGlass} />}
    </section>
  );
}

function wordOf({ brokeGlass, edited }: HoldDetail, { verdict }: HoldVerdict): string {
  if (brokeGlass) return "Released alone";
  if (verdict === "denied") return "Denied";
  return edited ? "Changed and approved" : "Approved";
}

type LoneReleaseProps = { holdId: string; brokeGlass: NonNullable<HoldDetail["brokeGlass"]> };

/** One person released it without the approvals its rule asks for: whether somebody else has looked at that. */
function LoneRelease({ holdId, brokeGlass }: LoneReleaseProps) {
  const { reviewedByName, note, mayReview } = brokeGlass;
  if (reviewedByName !== null) {
    return (
      <Banner
        tone="neutral"
        title={
          <>
            Reviewed by <UntrustedText text={reviewedByName} />
          </>
        }
      >
        <UntrustedText text={note ?? ""} />
      </Banner>
    );
  }
  return (
    <>
      <Banner tone="warning" title="It awaits a review">
        One person released it without the approvals that its rule asks for. Somebody else looks at it and says what
        they found.
      </Banner>
      {mayReview && <ReviewForm holdId={holdId} />}
    </>
  );
}
