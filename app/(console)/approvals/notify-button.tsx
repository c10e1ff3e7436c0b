"use client";

import { Bell, BellRing } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { setNotices, useNoticeSetting } from "../desktop-notices.ts";

/** Lets the desktop tell of calls that wait, while this page is open in some tab. */
export function NotifyButton() {
  const setting = useNoticeSetting();
  if (setting === "none") return null;
  const isOn = setting === "on";
  const Icon = isOn ? BellRing : Bell;
  return (
    <Button
      aria-pressed={isOn}
      disabled={setting === "blocked"}
      title={
        setting === "blocked"
          ? "The browser blocks notifications of this site. Allow them in its settings."
          : "Notifications of your desktop for calls that wait for you, while Holdpoint is open in a tab."
      }
      onClick={() => void setNotices(!isOn)}
    >
      <Icon aria-hidden className="size-3.5" />
      Notify me
    </Button>
  );
}
