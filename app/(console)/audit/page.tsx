import type { Metadata } from "next";
import { redirect } from "next/navigation";
import type { SearchParams } from "nuqs/server";
import { getConsole } from "#app/_server/console.ts";
import { getContext, type SignedInContext } from "#app/_server/context.ts";
import { can } from "#lib/core/permissions.ts";
import { readEvent } from "#lib/ledger/read-event.ts";
import { groupEvents } from "#lib/search/group-events.ts";
import { parseQuery } from "#lib/search/parse-query.ts";
import { searchEvents } from "#lib/search/search-events.ts";
import { listViews } from "#lib/views/list-views.ts";
import { attempt } from "../attempt.ts";
import { RefusedPage } from "../refused-page.tsx";
import { AuditLog } from "./audit-log.tsx";
import { fieldsFor } from "./groups/fields-for.ts";
import { auditHref, formerHref, fromSettings, loadAuditParams, toSearch, type AuditParams } from "./search-params.ts";

export const metadata: Metadata = { title: "Audit log" };

const back = { href: auditHref({ view: "none" }), label: "Show the newest entries" };

export default async function AuditPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const context = await getContext();
  const given = await searchParams;
  const former = formerHref(given);
  if (former) redirect(former);
  const params = await loadAuditParams(searchParams);
  const loaded = await attempt(() =>
    Promise.all([load(context, params), listViews(context), open(context, params.open)]),
  );
  if (!loaded.ok) return <RefusedPage page="Audit log" refusal={loaded.refusal} back={back} />;
  const [shown, views, opened] = loaded.value;
  const first = Object.keys(given).length === 0 ? views.find(({ isDefault }) => isDefault) : undefined;
  if (first) redirect(auditHref({ ...fromSettings(first.settings), view: first.id }));
  return (
    <AuditLog
      shown={shown}
      opened={opened}
      views={views}
      everybody={can(context.actor, "audit.read-all")}
      mayExport={can(context.actor, "audit.export")}
      mayShare={can(context.actor, "views.share")}
      mayWatch={can(context.actor, "watches.write")}
      reader={{
        mayReadPayloads: can(context.actor, "payloads.read"),
        mayExplain: can(context.actor, "policies.read"),
        gatewayUrl: getConsole().env.GATEWAY_URL,
      }}
    />
  );
}

/** Null where the query cannot be understood: the search bar says why. */
async function load(context: SignedInContext, params: AuditParams) {
  if ("problems" in parseQuery(params.query)) return null;
  const now = new Date();
  const search = toSearch(params, now);
  const { show, by, measure, sort, after, before } = params;
  if (show !== "list") {
    const fields = fieldsFor(show, by);
    const limit = show === "series" ? 5 : show === "top" ? 25 : 100;
    return {
      by: fields,
      range: { ...search, to: search.to ?? now },
      groups: await groupEvents(context, { search, by: fields, measure, limit, overTime: show === "series" }),
    };
  }
  const place = { ...(after && { after }), ...(before && { before }) };
  return { page: await searchEvents(context, { search, sort, ...place }) };
}

async function open(context: SignedInContext, id: string | null) {
  if (id === null) return null;
  const read = await attempt(() => readEvent(context, { id }));
  return read.ok ? { details: read.value } : { refusal: read.refusal };
}
