"use client";

import type { ReactNode } from "react";
import { Tabs as Base } from "@base-ui/react/tabs";
import { classNames } from "./class-names.ts";

type TabsProps<Value extends string> = {
  label: string;
  value: Value;
  onChange: (value: Value) => void;
  tabs: readonly { value: Value; label: ReactNode; badge?: ReactNode }[];
  /** Set where the tabs go from edge to edge of the page: their words then begin under its title. */
  wide?: boolean;
  /** At the right of the tabs: a filter. */
  beside?: ReactNode;
  /** One TabPanel for each tab. */
  children: ReactNode;
};

/** Views of one thing. Keep `value` in the URL where the view is worth a link. */
export function Tabs<Value extends string>({ label, value, onChange, tabs, wide, beside, children }: TabsProps<Value>) {
  return (
    <Base.Root value={value} onValueChange={(next: Value) => onChange(next)} className="flex min-h-0 flex-col">
      <div
        className={classNames(
          "flex min-h-10 shrink-0 flex-wrap items-end gap-x-3 border-b sm:flex-nowrap",
          wide && "px-2",
        )}
      >
        <Base.List aria-label={label} className="flex min-w-0 shrink grow gap-1 overflow-x-auto">
          {tabs.map((tab) => (
            <Base.Tab
              key={tab.value}
              value={tab.value}
              // Said here, and not only once the page has come alive: a list that scrolls must be reachable by keyboard.
              tabIndex={tab.value === value ? 0 : -1}
              className="flex h-9 cursor-pointer items-center gap-1.5 border-b-2 border-transparent px-2 text-sm whitespace-nowrap text-muted -outline-offset-2 select-none hover:text-text data-active:border-accent data-active:font-medium data-active:text-text"
            >
              {tab.label}
              {tab.badge}
            </Base.Tab>
          ))}
        </Base.List>
        {beside}
      </div>
      {children}
    </Base.Root>
  );
}

export function TabPanel({ value, children, className }: { value: string; children: ReactNode; className?: string }) {
  return (
    <Base.Panel value={value} className={className ?? "pt-3"}>
      {children}
    </Base.Panel>
  );
}
