import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { getContext, type SignedInContext } from "#app/_server/context.ts";
import { can } from "#lib/core/permissions.ts";
import { listEventFacets } from "#lib/ledger/list-event-facets.ts";
import { listEvents } from "#lib/ledger/list-events.ts";
import { readEvent } from "#lib/ledger/read-event.ts";
import { attempt } from "../attempt.ts";
import { RefusedPage } from "../refused-page.tsx";
import { AuditLog } from "./audit-log.tsx";
import { loadAuditParams, toEventFilter, type AuditParams } from "./search-params.ts";

export const metadata: Metadata = { title: "Audit log" };

const back = { href: "/audit", label: "Show the newest entries" };

export default async function AuditPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const context = await getContext();
  const params = await loadAuditParams(searchParams);
  const [loaded, opened] = await Promise.all([attempt(() => load(context, params)), open(context, params.open)]);
  if (!loaded.ok) return <RefusedPage page="Audit log" refusal={loaded.refusal} back={back} />;
  return (
    <AuditLog
      {...loaded.value}
      opened={opened}
      everybody={can(context.actor, "audit.read-all")}
      mayExport={can(context.actor, "audit.export")}
      mayReadPayloads={can(context.actor, "payloads.read")}
      mayExplain={can(context.actor, "policies.read")}
    />
  );
}

async function load(context: SignedInContext, params: AuditParams) {
  const filter = toEventFilter(params, new Date());
  const [page, facets] = await Promise.all([
    listEvents(context, {
      filter,
      ...(params.older && { older: params.older }),
      ...(params.newer && { newer: params.newer }),
    }),
    listEventFacets(context, filter),
  ]);
  return { page, facets };
}

async function open(context: SignedInContext, id: string | null) {
  if (id === null) return null;
  const read = await attempt(() => readEvent(context, { id }));
  return read.ok ? { details: read.value } : { refusal: read.refusal };
}
