"use client";

import { useEffect, useState } from "react";
import Link from "next/link";
import type { ActionResult } from "#app/_server/action.ts";
import { Banner } from "#components/ui/banner.tsx";
import { SkeletonRows } from "#components/ui/states.tsx";
import type { Explanation } from "#lib/explanations/schemas.ts";
import { explainCallAction } from "../../policies/actions.ts";
import { ExplanationView } from "../../policies/explain/explanation-view.tsx";
import { policyQuery } from "../../policies/search-params.ts";

/** What the policy in force says of the call, rule by rule, beside what was decided when it was made. */
export function EventPolicy({ eventId }: { eventId: string }) {
  const [answer, setAnswer] = useState<ActionResult<Explanation> | null>(null);
  useEffect(() => {
    let isStale = false;
    void explainCallAction({ eventId }).then((result) => {
      if (!isStale) setAnswer(result);
    });
    return () => {
      isStale = true;
    };
  }, [eventId]);
  if (!answer) return <SkeletonRows rows={5} />;
  if (!answer.ok) return <Banner tone="warning">{answer.message}</Banner>;
  return (
    <div className="flex flex-col gap-3">
      <ExplanationView explanation={answer.value} />
      <Link
        href={policyQuery("/policies", { view: "explain", call: eventId })}
        prefetch={false}
        className="link text-sm"
      >
        Explain it with the draft of the policy
      </Link>
    </div>
  );
}
