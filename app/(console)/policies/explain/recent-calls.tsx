"use client";

import { SkeletonRows } from "#components/ui/states.tsx";
import { RelativeTime } from "#components/ui/time.tsx";
import { UntrustedText } from "#components/ui/untrusted-text.tsx";
import type { SearchPage } from "#lib/search/schemas.ts";
import { useFetched } from "../../audit/use-fetched.ts";
import { VerdictBadge } from "../effect-badge.tsx";

const shown = 12;

/** The newest calls that policy judged, to choose one from. */
export function RecentCalls({ onChoose }: { onChoose: (id: string) => void }) {
  const query = new URLSearchParams({ query: "group:calls decision:*", limit: String(shown) }).toString();
  const { value: page, problem } = useFetched<SearchPage>(`/api/audit/events?${query}`);
  if (problem) return <p className="text-sm text-danger">{problem}</p>;
  if (!page) return <SkeletonRows rows={4} />;
  const judged = page.events;
  if (judged.length === 0) return <p className="text-sm text-muted">No call was judged yet. The newest appear here.</p>;
  return (
    <div className="flex flex-col gap-1">
      <h2 className="text-sm font-medium">Newest calls</h2>
      <ul className="rounded-md border">
        {judged.map((event) => (
          <li key={event.id} className="border-b last:border-b-0">
            <button
              type="button"
              onClick={() => onChoose(event.id)}
              className="flex w-full cursor-pointer items-center gap-x-2 px-2 py-1.5 text-left text-sm -outline-offset-2 hover:bg-hover"
            >
              {event.decision && <VerdictBadge effect={event.decision} />}
              <span className="min-w-0 truncate font-mono text-xs">
                <UntrustedText text={event.tool ?? event.operation ?? ""} limit={60} line />
              </span>
              <span className="min-w-0 grow truncate text-muted max-sm:hidden">
                <UntrustedText
                  text={`${event.connection ?? ""} · ${event.agent ?? event.userName ?? ""}`}
                  limit={80}
                  line
                />
              </span>
              <span className="ml-auto shrink-0 text-xs text-muted">
                <RelativeTime at={event.at} />
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
