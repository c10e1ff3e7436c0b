"use client";

import { UntrustedText } from "#components/ui/untrusted-text.tsx";
import type { GatewayKeySummary } from "#lib/gateway-keys/schemas.ts";
import { ConfirmDialog } from "../confirm-dialog.tsx";
import { revokeGatewayKeyAction } from "./actions.ts";

/** Asks before a key ends for good. */
export function RevokeDialog({ gatewayKey, onClose }: { gatewayKey: GatewayKeySummary | null; onClose: () => void }) {
  return (
    <ConfirmDialog
      open={gatewayKey !== null}
      title="Revoke this key"
      confirm="Revoke the key"
      act={() => revokeGatewayKeyAction({ id: gatewayKey?.id ?? "" })}
      onClose={onClose}
    >
      {gatewayKey && (
        <p>
          Calls with the key <span className="font-mono text-xs">{`${gatewayKey.hint}…`}</span> of{" "}
          <UntrustedText text={gatewayKey.agent} limit={120} /> are refused within a second. This cannot be undone; its
          entries in the audit log stay.
        </p>
      )}
    </ConfirmDialog>
  );
}
