"use client";

import { useState } from "react";
import Link from "next/link";
import { Plus } from "lucide-react";
import { useQueryStates } from "nuqs";
import { PageHeader } from "#components/shell/page-header.tsx";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { UntrustedText } from "#components/ui/untrusted-text.tsx";
import type { ChannelSummary } from "#lib/notifications/schemas.ts";
import type { SavedView } from "#lib/views/schemas.ts";
import type { FiringPage, WatchSummary } from "#lib/watches/schemas.ts";
import { ConfirmDialog } from "../confirm-dialog.tsx";
import { useFresh } from "../sinks/use-fresh.ts";
import { removeWatchAction } from "./actions.ts";
import { FiringsList } from "./firings-list.tsx";
import { watchesParsers } from "./search-params.ts";
import { WatchSheet } from "./watch-sheet.tsx";
import { WatchesTable } from "./watches-table.tsx";

type WatchesPageProps = {
  watches: WatchSummary[];
  page: FiringPage;
  channels: ChannelSummary[];
  views: SavedView[];
  mayWrite: boolean;
};

export function WatchesPage({ watches, page, channels, views, mayWrite }: WatchesPageProps) {
  const [params, setParams] = useQueryStates(watchesParsers, { history: "push", shallow: false });
  const [removing, setRemoving] = useState<WatchSummary | null>(null);
  useFresh(15_000);
  const { form, watch, query, name } = params;
  const chosen = watches.find(({ id }) => id === watch) ?? null;
  const isHeard = channels.some(({ enabled, moments }) => enabled && moments.includes("watch"));
  const close = () => void setParams({ form: null, watch: null, query: null, name: null });
  return (
    <>
      <PageHeader
        title="Watches"
        description="Searches of the audit log that are looked at every minute. What they find rings the same channels as held calls."
        actions={
          mayWrite && (
            <Button variant="primary" onClick={() => void setParams({ form: "new", watch: null })}>
              <Plus aria-hidden className="size-4" />
              Add a watch
            </Button>
          )
        }
      />
      {watches.some((each) => each.enabled && each.channelIds.length === 0) && !isHeard && (
        <div className="border-b px-4 py-3">
          <Banner
            tone="warning"
            action={
              <Link href="/notifications" className="link text-sm whitespace-nowrap">
                Notifications
              </Link>
            }
          >
            No channel tells when a watch fires: what they find is only listed here.
          </Banner>
        </div>
      )}
      <WatchesTable
        watches={watches}
        channels={channels}
        mayWrite={mayWrite}
        onChange={(id) => void setParams({ form: "change", watch: id })}
        onFirings={(id) => void setParams({ form: null, watch: id, after: null })}
        onRemove={setRemoving}
      />
      <FiringsList
        page={page}
        of={form === null ? chosen : null}
        isFirst={params.after === null}
        onAll={() => void setParams({ watch: null, after: null })}
        onPage={(after) => void setParams({ after })}
      />
      {mayWrite && form !== null && (form === "new" || chosen) && (
        <WatchSheet
          key={chosen?.id ?? "new"}
          watch={form === "change" ? chosen : null}
          given={{ query, name }}
          channels={channels}
          views={views}
          onClose={close}
        />
      )}
      <ConfirmDialog
        open={removing !== null}
        title="Remove this watch"
        confirm="Remove the watch"
        act={() => removeWatchAction({ id: removing?.id ?? "" })}
        onClose={() => setRemoving(null)}
      >
        {removing && (
          <p>
            <UntrustedText text={removing.name} limit={120} /> and the list of its firings are forgotten; the audit log
            keeps that it fired. Switch it off instead to keep them.
          </p>
        )}
      </ConfirmDialog>
    </>
  );
}
