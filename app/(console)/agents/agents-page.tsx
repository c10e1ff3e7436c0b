"use client";

import { useState } from "react";
import { Plus } from "lucide-react";
import { useQueryStates } from "nuqs";
import { PageHeader } from "#components/shell/page-header.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import type { IdentitySummary } from "#lib/agents/schemas.ts";
import type { GatewayKeySummary } from "#lib/gateway-keys/schemas.ts";
import { KeySheet } from "./key-sheet.tsx";
import { KeysTable } from "./keys-table.tsx";
import { IdentitiesTable } from "./identities-table.tsx";
import { RevokeDialog } from "./revoke-dialog.tsx";
import { SwitchDialog } from "./switch-dialog.tsx";
import { agentParsers } from "./search-params.ts";

type AgentsPageProps = { keys: GatewayKeySummary[]; identities: IdentitySummary[]; mayWrite: boolean };

export function AgentsPage({ keys, identities, mayWrite }: AgentsPageProps) {
  const [{ form }, setParams] = useQueryStates(agentParsers);
  const [switching, setSwitching] = useState<IdentitySummary | null>(null);
  const [revoking, setRevoking] = useState<GatewayKeySummary | null>(null);
  const create = mayWrite && (
    <Button variant="primary" onClick={() => void setParams({ form: "new" })}>
      <Plus aria-hidden className="size-4" />
      Create a key
    </Button>
  );
  return (
    <>
      <PageHeader
        title="Agents & keys"
        description="Keys for agents that cannot sign in with your identity provider. The key names the agent in the audit log."
        actions={create}
      />
      {keys.length === 0 ? (
        <EmptyState title="No gateway keys" action={create}>
          Agents that sign in with your identity provider need none. Make one for a script, a CI job or an API client
          that takes a key.
        </EmptyState>
      ) : (
        <KeysTable keys={keys} {...(mayWrite && { onRevoke: setRevoking })} />
      )}
      {identities.length > 0 && (
        <section aria-labelledby="callers" className="flex flex-col">
          <div className="flex flex-col gap-1 px-4 pt-6 pb-3">
            <h2 id="callers" className="text-base font-semibold">
              Callers seen lately
            </h2>
            <p className="text-sm text-muted">
              People and agents, whatever they sign in with. A caller that goes wrong can be cut off here at once.
            </p>
          </div>
          <IdentitiesTable identities={identities} {...(mayWrite && { onSwitch: setSwitching })} />
        </section>
      )}
      {mayWrite && (
        <KeySheet key={form ?? "closed"} open={form === "new"} onClose={() => void setParams({ form: null })} />
      )}
      <SwitchDialog identity={switching} onClose={() => setSwitching(null)} />
      <RevokeDialog gatewayKey={revoking} onClose={() => setRevoking(null)} />
    </>
  );
}
