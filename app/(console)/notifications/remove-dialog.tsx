"use client";

import { useState, useTransition } from "react";
import { useRouter } from "next/navigation";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { UntrustedText } from "#components/ui/untrusted-text.tsx";
import type { ChannelSummary } from "#lib/notifications/schemas.ts";
import { removeChannelAction } from "./actions.ts";

/** Asks before a channel is removed for good. */
export function RemoveDialog({ channel, onClose }: { channel: ChannelSummary | null; onClose: () => void }) {
  const router = useRouter();
  const [problem, setProblem] = useState<string | null>(null);
  const [pending, startTransition] = useTransition();
  function close(): void {
    setProblem(null);
    onClose();
  }
  function remove(id: string): void {
    startTransition(async () => {
      const result = await removeChannelAction({ id });
      if (result.ok) {
        router.refresh();
        close();
      } else setProblem(result.message);
    });
  }
  return (
    <Dialog
      open={channel !== null}
      onOpenChange={(open) => {
        if (!open) close();
      }}
      title="Remove this channel"
      footer={
        <>
          <Button onClick={close}>Keep it</Button>
          <Button variant="danger" pending={pending} onClick={() => channel && remove(channel.id)}>
            Remove the channel
          </Button>
        </>
      }
    >
      {channel && (
        <div className="flex flex-col gap-3 text-sm">
          <p>
            Nothing is told on <UntrustedText text={channel.name} limit={120} /> any more, and its address and secret
            are forgotten. Switch it off instead to keep them.
          </p>
          {problem && <Banner tone="danger">{problem}</Banner>}
        </div>
      )}
    </Dialog>
  );
}
