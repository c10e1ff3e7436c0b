"use client";

import { useState, useTransition } from "react";
import { useRouter } from "next/navigation";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { UntrustedText } from "#components/ui/untrusted-text.tsx";
import type { ApiKeySummary } from "#lib/api-keys/schemas.ts";
import { revokeApiKeyAction } from "./actions.ts";

/** Asks before a key ends for good. */
export function RevokeDialog({ apiKey, onClose }: { apiKey: ApiKeySummary | null; onClose: () => void }) {
  const router = useRouter();
  const [problem, setProblem] = useState<string | null>(null);
  const [pending, startTransition] = useTransition();
  function close(): void {
    setProblem(null);
    onClose();
  }
  function revoke(id: string): void {
    startTransition(async () => {
      const result = await revokeApiKeyAction({ id });
      if (result.ok) {
        router.refresh();
        close();
      } else setProblem(result.message);
    });
  }
  return (
    <Dialog
      open={apiKey !== null}
      onOpenChange={(open) => {
        if (!open) close();
      }}
      title="Revoke this API key"
      footer={
        <>
          <Button onClick={close}>Keep it</Button>
          <Button variant="danger" pending={pending} onClick={() => apiKey && revoke(apiKey.id)}>
            Revoke the key
          </Button>
        </>
      }
    >
      {apiKey && (
        <div className="flex flex-col gap-3 text-sm">
          <p>
            The next request with the key <span className="font-mono text-xs">{`${apiKey.hint}…`}</span>{" "}
            <UntrustedText text={apiKey.name} limit={120} /> is refused. This cannot be undone; its entries in the audit
            log stay.
          </p>
          {problem && <Banner tone="danger">{problem}</Banner>}
        </div>
      )}
    </Dialog>
  );
}
