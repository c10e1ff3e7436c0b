"use client";

import { useState, useTransition } from "react";
import { useRouter } from "next/navigation";
import { Ellipsis } from "lucide-react";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Menu, MenuItem, MenuSeparator } from "#components/ui/menu.tsx";
import type { ChannelSummary } from "#lib/notifications/schemas.ts";
import { testChannelAction, updateChannelAction } from "./actions.ts";

type ChannelMenuProps = { channel: ChannelSummary; onChange: () => void; onRemove: () => void };

/** How long a test may take before the page is read again: the worker looks every second. */
const testMs = 2_500;

/** What can be done with one channel. What came of a test is in the channel's own row. */
export function ChannelMenu({ channel, onChange, onRemove }: ChannelMenuProps) {
  const router = useRouter();
  const [said, setSaid] = useState("");
  const [pending, startTransition] = useTransition();
  const { id, name, groups, moments, enabled } = channel;

  function test(): void {
    startTransition(async () => {
      const result = await testChannelAction({ id });
      setSaid(result.ok ? "Test sent" : result.message);
      setTimeout(() => router.refresh(), testMs);
    });
  }
  function flip(): void {
    startTransition(async () => {
      const result = await updateChannelAction({ id, name, groups, moments, enabled: !enabled });
      setSaid(result.ok ? "" : result.message);
      router.refresh();
    });
  }
  return (
    <div className="flex items-center justify-end gap-2">
      <output className="text-xs text-muted">{said}</output>
      <Menu
        trigger={
          <IconButton label={`Change ${name.slice(0, 60)}`} disabled={pending}>
            <Ellipsis aria-hidden />
          </IconButton>
        }
      >
        <MenuItem onSelect={test}>Send a test</MenuItem>
        <MenuItem onSelect={onChange}>Change</MenuItem>
        <MenuItem onSelect={flip}>{enabled ? "Switch off" : "Switch on"}</MenuItem>
        <MenuSeparator />
        <MenuItem onSelect={onRemove}>Remove</MenuItem>
      </Menu>
    </div>
  );
}
