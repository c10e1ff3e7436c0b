"use client";

import { useState, useTransition } from "react";
import { useRouter } from "next/navigation";
import { Ellipsis } from "lucide-react";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Menu, MenuItem, MenuSeparator } from "#components/ui/menu.tsx";
import type { ScheduleSummary } from "#lib/export-schedules/schemas.ts";
import { updateScheduleAction } from "./actions.ts";

type ScheduleMenuProps = { schedule: ScheduleSummary; onChange: () => void; onRemove: () => void };

export function ScheduleMenu({ schedule, onChange, onRemove }: ScheduleMenuProps) {
  const router = useRouter();
  const [said, setSaid] = useState("");
  const [pending, startTransition] = useTransition();
  const { id, name, every, format, content, query, storage, enabled } = schedule;

  function flip(): void {
    startTransition(async () => {
      const given = { id, name, every, format, content, query, storage };
      const result = await updateScheduleAction({ ...given, enabled: !enabled });
      setSaid(result.ok ? "" : result.message);
      router.refresh();
    });
  }
  return (
    <div className="flex items-center justify-end gap-2">
      <output className="text-xs text-muted">{said}</output>
      <Menu
        trigger={
          <IconButton label={`Change ${name}`} disabled={pending}>
            <Ellipsis aria-hidden />
          </IconButton>
        }
      >
        <MenuItem onSelect={onChange}>Change</MenuItem>
        <MenuItem onSelect={flip}>{enabled ? "Switch off" : "Switch on, by my rights"}</MenuItem>
        <MenuSeparator />
        <MenuItem onSelect={onRemove}>Remove</MenuItem>
      </Menu>
    </div>
  );
}
