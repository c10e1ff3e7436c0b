"use client";

import { UntrustedText } from "#components/ui/untrusted-text.tsx";
import type { ChannelSummary } from "#lib/notifications/schemas.ts";
import { ConfirmDialog } from "../confirm-dialog.tsx";
import { removeChannelAction } from "./actions.ts";

/** Asks before a channel is removed for good. */
export function RemoveDialog({ channel, onClose }: { channel: ChannelSummary | null; onClose: () => void }) {
  return (
    <ConfirmDialog
      open={channel !== null}
      title="Remove this channel"
      confirm="Remove the channel"
      act={() => removeChannelAction({ id: channel?.id ?? "" })}
      onClose={onClose}
    >
      {channel && (
        <p>
          Nothing is told on <UntrustedText text={channel.name} limit={120} /> any more, and its address and secret are
          forgotten. Switch it off instead to keep them.
        </p>
      )}
    </ConfirmDialog>
  );
}
