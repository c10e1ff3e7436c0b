"use client";

import { useQueryStates } from "nuqs";
import { Badge } from "#components/ui/badge.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { TabPanel, Tabs } from "#components/ui/tabs.tsx";
import type { HoldPage, HoldView } from "#lib/holds/schemas.ts";
import { HoldRow } from "./hold-row.tsx";
import { NoHolds } from "./no-holds.tsx";
import { approvalsSearchParams } from "./search-params.ts";
import { useRowKeys } from "./use-row-keys.ts";

type ApprovalsListProps = { view: HoldView; page: HoldPage; counts: { mine: number; pending: number } };

export function ApprovalsList({ view, page, counts }: ApprovalsListProps) {
  const [, setParams] = useQueryStates(approvalsSearchParams, { shallow: false });
  const listRef = useRowKeys();
  return (
    <Tabs
      label="Which calls"
      value={view}
      onChange={(next) => void setParams({ view: next, after: null })}
      tabs={[
        { value: "mine", label: "Mine", badge: counts.mine > 0 && <Badge tone="held">{counts.mine}</Badge> },
        { value: "pending", label: "All pending", badge: counts.pending > 0 && <Badge>{counts.pending}</Badge> },
        { value: "decided", label: "Decided" },
      ]}
    >
      <TabPanel value={view} className="outline-none">
        {page.holds.length === 0 ? (
          <NoHolds view={view} pending={counts.pending} />
        ) : (
          <ul ref={listRef} aria-label="Calls">
            {page.holds.map((hold) => (
              <HoldRow key={hold.id} hold={hold} />
            ))}
          </ul>
        )}
        {page.nextAfter && (
          <div className="p-4">
            <ButtonLink href={`/approvals?view=decided&after=${page.nextAfter}`}>Older</ButtonLink>
          </div>
        )}
      </TabPanel>
    </Tabs>
  );
}
