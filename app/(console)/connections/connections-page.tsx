"use client";

import { Plus } from "lucide-react";
import { useQueryStates } from "nuqs";
import { PageHeader } from "#components/shell/page-header.tsx";
import { Button } from "#components/ui/button.tsx";
import { Sheet } from "#components/ui/dialog.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import type { ConnectionSummary } from "#lib/connections/schemas.ts";
import { ClientLines } from "./client-lines.tsx";
import { ConnectionFacts } from "./connection-facts.tsx";
import { ConnectionForm } from "./connection-form.tsx";
import { ConnectionsTable } from "./connections-table.tsx";
import { DatadogForm } from "./datadog-form.tsx";
import type { InstalledPacks } from "./install-datadog-rules.ts";
import { connectionParsers } from "./search-params.ts";

const titles = { new: "Add a connection", datadog: "Connect Datadog" };

type ConnectionsPageProps = {
  connections: ConnectionSummary[];
  packs: InstalledPacks;
  gatewayUrl: string;
  mayWrite: boolean;
};

export function ConnectionsPage({ connections, packs, gatewayUrl, mayWrite }: ConnectionsPageProps) {
  const [{ open, form }, setParams] = useQueryStates(connectionParsers, { history: "push" });
  const opened = connections.find((connection) => connection.slug === open);
  const adding = mayWrite ? form : null;
  const close = () => void setParams({ open: null, form: null });
  const add = mayWrite && (
    <>
      <Button onClick={() => void setParams({ form: "datadog", open: null })}>Connect Datadog</Button>
      <Button variant="primary" onClick={() => void setParams({ form: "new", open: null })}>
        <Plus aria-hidden className="size-4" />
        Add a connection
      </Button>
    </>
  );
  return (
    <>
      <PageHeader
        title="Connections"
        description="What agents may reach through the gateway, and who may use it."
        actions={add}
      />
      {connections.length === 0 ? (
        <EmptyState title="No connections" action={<div className="flex flex-wrap gap-2">{add}</div>}>
          A connection is an MCP server or an HTTP API that agents reach through the gateway. Without one, every call is
          answered with 404.
        </EmptyState>
      ) : (
        <ConnectionsTable
          connections={connections}
          open={open}
          onOpen={(slug) => void setParams({ open: slug, form: null })}
        />
      )}
      <Sheet
        open={adding !== null || opened !== undefined}
        onOpenChange={(next) => {
          if (!next) close();
        }}
        title={adding === null ? (opened?.name ?? "") : titles[adding]}
        description={adding ? "Agents can use it within a second, as far as policy allows." : undefined}
      >
        {adding === "datadog" && <DatadogForm key="datadog" packs={packs} onDone={close} />}
        {adding === "new" && <ConnectionForm key="new" onDone={(slug) => void setParams({ open: slug, form: null })} />}
        {opened && adding === null && (
          <div className="flex flex-col gap-6">
            <ClientLines connection={opened} gatewayUrl={gatewayUrl} />
            {mayWrite ? (
              <ConnectionForm key={opened.updatedAt.toISOString()} connection={opened} onDone={close} />
            ) : (
              <ConnectionFacts connection={opened} />
            )}
          </div>
        )}
      </Sheet>
    </>
  );
}
