import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { getContext } from "#app/_server/context.ts";
import { can } from "#lib/core/permissions.ts";
import { listChannels } from "#lib/notifications/list-channels.ts";
import { listViews } from "#lib/views/list-views.ts";
import { listFirings } from "#lib/watches/list-firings.ts";
import { listWatches } from "#lib/watches/list-watches.ts";
import { attempt } from "../attempt.ts";
import { RefusedPage } from "../refused-page.tsx";
import { loadWatchesParams } from "./search-params.ts";
import { WatchesPage } from "./watches-page.tsx";

export const metadata: Metadata = { title: "Watches" };

export default async function Page({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const context = await getContext();
  const { watch, form, after } = await loadWatchesParams(searchParams);
  const read = await attempt(() =>
    Promise.all([
      listWatches(context),
      listFirings(context, { ...(watch && form === null && { watch }), ...(after && { after }) }),
      listChannels(context),
      listViews(context),
    ]),
  );
  if (!read.ok) return <RefusedPage page="Watches" refusal={read.refusal} />;
  const [watches, page, channels, views] = read.value;
  return (
    <WatchesPage
      watches={watches}
      page={page}
      channels={channels}
      views={views}
      mayWrite={can(context.actor, "watches.write")}
    />
  );
}
