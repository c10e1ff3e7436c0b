import type { Metadata } from "next";
import Link from "next/link";
import { cache } from "react";
import { ArrowLeft } from "lucide-react";
import { can } from "#lib/core/permissions.ts";
import { readHoldBackground } from "#lib/holds/read-hold-background.ts";
import { readHold } from "#lib/holds/read-hold.ts";
import type { HoldDetail } from "#lib/holds/schemas.ts";
import { withTerm } from "#lib/search/edit-query.ts";
import { PageHeader } from "#components/shell/page-header.tsx";
import { Status } from "#components/ui/status.tsx";
import { Countdown } from "#components/ui/time.tsx";
import { getContext } from "#app/_server/context.ts";
import { attempt } from "../../attempt.ts";
import { auditHref } from "../../audit/search-params.ts";
import { RefusedPage } from "../../refused-page.tsx";
import { HoldBackground } from "./hold-background.tsx";
import { HoldComments } from "./hold-comments.tsx";
import { HoldFacts } from "./hold-facts.tsx";
import { EditedRequest, HoldRequest } from "./hold-request.tsx";
import { HoldResult } from "./hold-result.tsx";
import { HoldSentence } from "./hold-sentence.tsx";
import { VerdictBar } from "./verdict-bar.tsx";

type Props = { params: Promise<{ holdId: string }> };

// Read once for the title and the page. A refusal is words on the page, not notFound(): the frame is on its way by then.
const readOnce = cache(async (holdId: string) => {
  const context = await getContext();
  return attempt(() => readHold(context, holdId));
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const read = await readOnce((await params).holdId);
  return { title: read.ok ? `${read.value.tool ?? read.value.operation} on ${read.value.connection}` : "Held call" };
}

export default async function HoldPage({ params }: Props) {
  const read = await readOnce((await params).holdId);
  if (!read.ok) return <RefusedPage page="Held call" refusal={read.refusal} />;
  const hold = read.value;
  const context = await getContext();
  // What is nice to have must not keep anybody from deciding.
  const background = await attempt(() => readHoldBackground(context, hold.id));
  return (
    <>
      <PageHeader
        before={
          <Link href="/approvals" className="link mb-1 inline-flex items-center gap-1 text-sm">
            <ArrowLeft aria-hidden className="size-3.5" />
            Approvals
          </Link>
        }
        title={<HoldSentence hold={hold} />}
        actions={
          <span className="flex items-center gap-3 text-sm">
            <Status status={hold.state} />
            {hold.state === "pending" && <Countdown until={hold.expiresAt} />}
          </span>
        }
      />
      <div className="grid grow content-start gap-x-8 gap-y-6 px-4 py-4 xl:grid-cols-[minmax(0,1fr)_25rem]">
        <div className="flex min-w-0 flex-col gap-6">
          <HoldResult hold={hold} />
          <HoldRequest request={hold.request} />
          {hold.changes && <EditedRequest changes={hold.changes} />}
          {background.ok && (
            <HoldBackground
              background={background.value}
              logHref={can(context.actor, "audit.read-all") ? hourBefore(hold) : null}
            />
          )}
          <HoldComments hold={hold} />
        </div>
        <HoldFacts hold={hold} />
      </div>
      <VerdictBar hold={hold} />
    </>
  );
}

const hourMs = 3_600_000;

/** Where the log has what the caller did in the hour before it asked. */
function hourBefore({ agent, userName, createdAt }: HoldDetail): string {
  const query = agent === null ? withTerm("", "user", userName ?? "") : withTerm("", "agent", agent);
  return auditHref({ query, from: new Date(createdAt.getTime() - hourMs), to: createdAt });
}
