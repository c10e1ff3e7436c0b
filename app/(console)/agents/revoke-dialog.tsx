"use client";

import { useState, useTransition } from "react";
import { useRouter } from "next/navigation";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { UntrustedText } from "#components/ui/untrusted-text.tsx";
import type { GatewayKeySummary } from "#lib/gateway-keys/schemas.ts";
import { revokeGatewayKeyAction } from "./actions.ts";

/** Asks before a key ends for good. */
export function RevokeDialog({ gatewayKey, onClose }: { gatewayKey: GatewayKeySummary | null; onClose: () => void }) {
  const router = useRouter();
  const [problem, setProblem] = useState<string | null>(null);
  const [pending, startTransition] = useTransition();
  function close(): void {
    setProblem(null);
    onClose();
  }
  function revoke(id: string): void {
    startTransition(async () => {
      const result = await revokeGatewayKeyAction({ id });
      if (result.ok) {
        router.refresh();
        close();
      } else setProblem(result.message);
    });
  }
  return (
    <Dialog
      open={gatewayKey !== null}
      onOpenChange={(open) => {
        if (!open) close();
      }}
      title="Revoke this key"
      footer={
        <>
          <Button onClick={close}>Keep it</Button>
          <Button variant="danger" pending={pending} onClick={() => gatewayKey && revoke(gatewayKey.id)}>
            Revoke the key
          </Button>
        </>
      }
    >
      {gatewayKey && (
        <div className="flex flex-col gap-3 text-sm">
          <p>
            Calls with the key <span className="font-mono text-xs">{`${gatewayKey.hint}…`}</span> of{" "}
            <UntrustedText text={gatewayKey.agent} limit={120} /> are refused within a second. This cannot be undone;
            its entries in the audit log stay.
          </p>
          {problem && <Banner tone="danger">{problem}</Banner>}
        </div>
      )}
    </Dialog>
  );
}
