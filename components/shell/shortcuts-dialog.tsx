"use client";

import { useState } from "react";
import { Dialog } from "#components/ui/dialog.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { useShortcuts } from "./use-shortcuts.ts";

const shortcuts: readonly [keys: readonly string[], what: string][] = [
  [["/"], "Search or filter this page"],
  [["j", "k"], "Next and previous row"],
  [["Enter"], "Open the row"],
  [["x"], "Select the row, to decide several together"],
  [["Esc"], "Back, or close what is open"],
  [["a"], "Approve: go to the reason"],
  [["d"], "Deny: go to the reason"],
  [["l"], "Audit log: show events as they happen"],
  [["?"], "Show this list"],
];

/** `?` lists the keys; `/` goes to the field marked data-page-search. */
export function ShortcutsDialog() {
  const [open, setOpen] = useState(false);
  useShortcuts({
    "?": () => setOpen(true),
    "/": () => document.querySelector<HTMLElement>("[data-page-search]")?.focus(),
  });
  return (
    <Dialog open={open} onOpenChange={setOpen} title="Keys">
      <dl className="grid grid-cols-[auto_1fr] items-center gap-x-6 gap-y-2 text-sm">
        {shortcuts.map(([keys, what]) => (
          <div key={what} className="contents">
            <dt className="flex gap-1">
              {keys.map((key) => (
                <Kbd key={key}>{key}</Kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
