"use client";

import { Plus } from "lucide-react";
import { useRouter } from "next/navigation";
import { useQueryStates } from "nuqs";
import { PageHeader } from "#components/shell/page-header.tsx";
import { Button } from "#components/ui/button.tsx";
import { Sheet } from "#components/ui/dialog.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import type { SinkSummary } from "#lib/sinks/list-sinks.ts";
import { sinksParsers } from "./search-params.ts";
import { SinkForm } from "./sink-form.tsx";
import { SinksTable } from "./sinks-table.tsx";
import { useFresh } from "./use-fresh.ts";

export function SinksPage({ sinks, mayWrite }: { sinks: SinkSummary[]; mayWrite: boolean }) {
  const router = useRouter();
  const [{ form }, setParams] = useQueryStates(sinksParsers, { history: "push" });
  useFresh(10_000);
  const opened = mayWrite ? form : null;
  const add = mayWrite && (
    <>
      <Button onClick={() => void setParams({ form: "other" })}>Add another sink</Button>
      <Button variant="primary" onClick={() => void setParams({ form: "datadog" })}>
        <Plus aria-hidden className="size-4" />
        Add Datadog
      </Button>
    </>
  );
  return (
    <>
      <PageHeader
        title="Sinks"
        description="Where the audit log is shipped to, and how far each has got."
        actions={add}
      />
      {sinks.length === 0 ? (
        <EmptyState title="Nothing is shipped" action={<div className="flex flex-wrap gap-2">{add}</div>}>
          Events stay in the audit log here. A sink ships each of them to Datadog, Splunk, Elasticsearch, a collector, a
          bucket or a webhook, and catches up by itself after an outage.
        </EmptyState>
      ) : (
        <SinksTable sinks={sinks} />
      )}
      <Sheet
        open={opened !== null}
        onOpenChange={(next) => {
          if (!next) void setParams({ form: null });
        }}
        title={opened === "datadog" ? "Add Datadog" : "Add a sink"}
        description="It gets every event within seconds. Nothing is lost while it cannot be reached."
      >
        {opened !== null && (
          <SinkForm
            key={opened}
            kind={opened === "datadog" ? "datadog" : "webhook"}
            onDone={(id) => router.push(`/sinks/${id}`)}
          />
        )}
      </Sheet>
    </>
  );
}
