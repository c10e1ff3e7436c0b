import type { Metadata } from "next";
import Link from "next/link";
import { getConsole } from "#app/_server/console.ts";
import { getContext } from "#app/_server/context.ts";
import { PageHeader } from "#components/shell/page-header.tsx";
import { can } from "#lib/core/permissions.ts";
import { readEvent } from "#lib/ledger/read-event.ts";
import { attempt } from "../../attempt.ts";
import { RefusedPage } from "../../refused-page.tsx";
import { describeEvent } from "../event-words.ts";
import { EventView } from "../entry/event-view.tsx";

export const metadata: Metadata = { title: "Audit log entry" };

export default async function EventPage({ params }: { params: Promise<{ eventId: string }> }) {
  const context = await getContext();
  const { eventId } = await params;
  const read = await attempt(() => readEvent(context, { id: eventId }));
  if (!read.ok) {
    const back = { href: "/audit", label: "Go to the audit log" };
    return <RefusedPage page="Audit log entry" refusal={read.refusal} back={back} />;
  }
  return (
    <>
      <PageHeader
        title={describeEvent(read.value.event.type)}
        before={
          <Link href="/audit" className="link text-sm">
            Audit log
          </Link>
        }
      />
      <div className="max-w-4xl px-4 py-2">
        <EventView
          details={read.value}
          inHand={{ query: "" }}
          reader={{
            mayReadPayloads: can(context.actor, "payloads.read"),
            mayExplain: can(context.actor, "policies.read"),
            gatewayUrl: getConsole().env.GATEWAY_URL,
          }}
          standalone
        />
      </div>
    </>
  );
}
