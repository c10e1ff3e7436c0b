"use client";

import { Menu as Base } from "@base-ui/react/menu";
import { Check, Columns3 } from "lucide-react";
import { buttonClass } from "#components/ui/button.tsx";
import { Menu } from "#components/ui/menu.tsx";

type ColumnMenuProps<Id extends string> = {
  columns: readonly { id: Id; label: string }[];
  visible: readonly Id[];
  onChange: (visible: Id[]) => void;
};

/** Which columns a table shows; at least one stays. */
export function ColumnMenu<Id extends string>({ columns, visible, onChange }: ColumnMenuProps<Id>) {
  return (
    <Menu
      trigger={
        <button type="button" className={buttonClass()}>
          <Columns3 aria-hidden className="size-4" />
          Columns
        </button>
      }
    >
      {columns.map(({ id, label }) => {
        const checked = visible.includes(id);
        return (
          <Base.CheckboxItem
            key={id}
            checked={checked}
            disabled={checked && visible.length === 1}
            closeOnClick={false}
            onCheckedChange={(next) => {
              onChange(
                columns.map((column) => column.id).filter((other) => (other === id ? next : visible.includes(other))),
              );
            }}
            className="flex min-h-8 cursor-pointer items-center gap-2 rounded-sm px-2 text-sm outline-none select-none data-disabled:opacity-55 data-highlighted:bg-hover"
          >
            {label}
            <Base.CheckboxItemIndicator className="ml-auto">
              <Check aria-hidden className="size-4" />
            </Base.CheckboxItemIndicator>
          </Base.CheckboxItem>
        );
      })}
    </Menu>
  );
}
