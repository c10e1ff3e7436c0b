"use client";

import { useState } from "react";
import { Plus } from "lucide-react";
import { useQueryStates } from "nuqs";
import { PageHeader } from "#components/shell/page-header.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import type { GatewayKeySummary } from "#lib/gateway-keys/schemas.ts";
import { KeySheet } from "./key-sheet.tsx";
import { KeysTable } from "./keys-table.tsx";
import { RevokeDialog } from "./revoke-dialog.tsx";
import { agentParsers } from "./search-params.ts";

export function AgentsPage({ keys, mayWrite }: { keys: GatewayKeySummary[]; mayWrite: boolean }) {
  const [{ form }, setParams] = useQueryStates(agentParsers);
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
      {mayWrite && (
        <KeySheet key={form ?? "closed"} open={form === "new"} onClose={() => void setParams({ form: null })} />
      )}
      <RevokeDialog gatewayKey={revoking} onClose={() => setRevoking(null)} />
    </>
  );
}
