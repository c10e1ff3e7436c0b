import type { Metadata } from "next";
import Link from "next/link";
import type { SearchParams } from "nuqs/server";
import { getConsole } from "#app/_server/console.ts";
import { getContext } from "#app/_server/context.ts";
import { PageHeader } from "#components/shell/page-header.tsx";
import { readRun } from "#lib/agent-runs/read-run.ts";
import { can } from "#lib/core/permissions.ts";
import { attempt } from "../../../attempt.ts";
import { RefusedPage } from "../../../refused-page.tsx";
import { SessionView } from "../session-view.tsx";

export const metadata: Metadata = { title: "Session" };

type SessionPageProps = { params: Promise<{ sessionId: string }>; searchParams: Promise<SearchParams> };

export default async function SessionPage({ params, searchParams }: SessionPageProps) {
  const context = await getContext();
  const { sessionId } = await params;
  const { after } = await searchParams;
  const read = await attempt(() => readRun(context, { id: sessionId, ...(typeof after === "string" && { after }) }));
  if (!read.ok) {
    return (
      <RefusedPage page="Session" refusal={read.refusal} back={{ href: "/audit", label: "Go to the audit log" }} />
    );
  }
  const { kind, events, afterCursor } = read.value;
  return (
    <>
      <PageHeader
        title={kind === "session" ? "Session" : "Agent run"}
        description={
          kind === "session"
            ? "Every call of one session or trace, in order."
            : "What one caller did around an entry, until it paused for ten minutes."
        }
        before={
          <Link href="/audit" className="link text-sm">
            Audit log
          </Link>
        }
      />
      <SessionView
        events={events}
        focus={sessionId}
        moreHref={afterCursor && `/audit/sessions/${sessionId}?after=${encodeURIComponent(afterCursor)}`}
        reader={{
          mayReadPayloads: can(context.actor, "payloads.read"),
          mayExplain: can(context.actor, "policies.read"),
          gatewayUrl: getConsole().env.GATEWAY_URL,
        }}
      />
    </>
  );
}
