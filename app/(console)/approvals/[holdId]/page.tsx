import type { Metadata } from "next";
import Link from "next/link";
import { notFound } from "next/navigation";
import { cache } from "react";
import { ArrowLeft } from "lucide-react";
import { AppError } from "#lib/core/errors.ts";
import { readHold } from "#lib/holds/read-hold.ts";
import type { HoldDetail } from "#lib/holds/schemas.ts";
import { PageHeader } from "#components/shell/page-header.tsx";
import { Status } from "#components/ui/status.tsx";
import { Countdown } from "#components/ui/time.tsx";
import { getContext } from "#app/_server/context.ts";
import { HoldFacts } from "./hold-facts.tsx";
import { HoldRequest } from "./hold-request.tsx";
import { HoldResult } from "./hold-result.tsx";
import { HoldSentence } from "./hold-sentence.tsx";
import { VerdictBar } from "./verdict-bar.tsx";

type Props = { params: Promise<{ holdId: string }> };

const findHold = cache(async (holdId: string): Promise<HoldDetail> => {
  try {
    return await readHold(await getContext(), holdId);
  } catch (error) {
    if (error instanceof AppError && error.code === "not_found") notFound();
    throw error;
  }
});

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const hold = await findHold((await params).holdId);
  return { title: `${hold.tool ?? hold.operation} on ${hold.connection}` };
}

export default async function HoldPage({ params }: Props) {
  const hold = await findHold((await params).holdId);
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
        </div>
        <HoldFacts hold={hold} />
      </div>
      <VerdictBar
        holdId={hold.id}
        requestDigest={hold.requestDigest}
        pending={hold.state === "pending"}
        mayDecide={hold.mayDecide}
        what={hold.tool ?? hold.operation}
      />
    </>
  );
}
