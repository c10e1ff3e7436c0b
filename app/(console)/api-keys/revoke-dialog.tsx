"use client";

import { UntrustedText } from "#components/ui/untrusted-text.tsx";
import type { ApiKeySummary } from "#lib/api-keys/schemas.ts";
import { ConfirmDialog } from "../confirm-dialog.tsx";
import { revokeApiKeyAction } from "./actions.ts";

/** Asks before a key ends for good. */
export function RevokeDialog({ apiKey, onClose }: { apiKey: ApiKeySummary | null; onClose: () => void }) {
  return (
    <ConfirmDialog
      open={apiKey !== null}
      title="Revoke this API key"
      confirm="Revoke the key"
      act={() => revokeApiKeyAction({ id: apiKey?.id ?? "" })}
      onClose={onClose}
    >
      {apiKey && (
        <p>
          The next request with the key <span className="font-mono text-xs">{`${apiKey.hint}…`}</span>{" "}
          <UntrustedText text={apiKey.name} limit={120} /> is refused. This cannot be undone; its entries in the audit
          log stay.
        </p>
      )}
    </ConfirmDialog>
  );
}
