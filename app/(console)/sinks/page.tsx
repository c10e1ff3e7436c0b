import type { Metadata } from "next";
import { getContext } from "#app/_server/context.ts";
import { PageHeader } from "#components/shell/page-header.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import { listSinks } from "#lib/sinks/list-sinks.ts";
import { attempt } from "../attempt.ts";
import { RefusedPage } from "../refused-page.tsx";
import { SinkSection } from "./sink-section.tsx";

export const metadata: Metadata = { title: "Sinks" };

export default async function SinksPage() {
  const context = await getContext();
  const listed = await attempt(() => listSinks(context));
  if (!listed.ok) return <RefusedPage page="Sinks" refusal={listed.refusal} />;
  return (
    <>
      <PageHeader title="Sinks" description="Where the audit log is shipped to, and how far each has got." />
      {listed.value.length === 0 ? (
        <EmptyState title="Nothing is shipped">
          Events stay in the audit log here. A sink ships each of them to your Datadog logs; the documentation says how
          to add one.
        </EmptyState>
      ) : (
        listed.value.map((sink) => <SinkSection key={sink.id} sink={sink} />)
      )}
    </>
  );
}
