"use client";

import { useState } from "react";
import { Plus } from "lucide-react";
import { useQueryStates } from "nuqs";
import { PageHeader } from "#components/shell/page-header.tsx";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import type { ApiKeySummary } from "#lib/api-keys/schemas.ts";
import { ApiKeySheet, type Maker } from "./api-key-sheet.tsx";
import { ApiKeysTable } from "./api-keys-table.tsx";
import { RevokeDialog } from "./revoke-dialog.tsx";
import { apiKeyParsers } from "./search-params.ts";

export function ApiKeysPage({ keys, maker }: { keys: ApiKeySummary[]; maker: Maker }) {
  const [{ form }, setParams] = useQueryStates(apiKeyParsers);
  const [revoking, setRevoking] = useState<ApiKeySummary | null>(null);
  const create = (
    <Button variant="primary" onClick={() => void setParams({ form: "new" })}>
      <Plus aria-hidden className="size-4" />
      Create an API key
    </Button>
  );
  return (
    <>
      <PageHeader
        title="API keys"
        description="Keys for programs that do what this console does, through its API. Agents call through the gateway and need none."
        actions={create}
      />
      {keys.length === 0 ? (
        <EmptyState title="No API keys" action={create}>
          Make one for the command line, for a pipeline that applies a configuration, or for a program that reads the
          audit log.
        </EmptyState>
      ) : (
        <ApiKeysTable keys={keys} mayRevoke={(key) => maker.mayWrite || key.isOwn} onRevoke={setRevoking} />
      )}
      <ApiKeySheet
        key={form ?? "closed"}
        maker={maker}
        open={form === "new"}
        onClose={() => void setParams({ form: null })}
      />
      <RevokeDialog apiKey={revoking} onClose={() => setRevoking(null)} />
    </>
  );
}
