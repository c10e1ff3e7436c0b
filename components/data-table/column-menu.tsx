"use client";

import { ArrowDown, ArrowUp, Columns3 } from "lucide-react";
import { buttonClass } from "#components/ui/button.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Checkbox } from "#components/ui/input.tsx";
import { Popover } from "#components/ui/popover.tsx";
import { moveColumn, toggleColumn } from "./column-order.ts";

type ColumnMenuProps<Id extends string> = {
  columns: readonly { id: Id; label: string }[];
  /** Those shown, in their order. */
  visible: readonly Id[];
  onChange: (visible: Id[]) => void;
};

/** Which columns a table shows, and in which order; at least one stays. */
export function ColumnMenu<Id extends string>({ columns, visible, onChange }: ColumnMenuProps<Id>) {
  const shown = visible.flatMap((id) => columns.find((column) => column.id === id) ?? []);
  const hidden = columns.filter(({ id }) => !visible.includes(id));
  return (
    <Popover
      label="Columns"
      trigger={
        <button type="button" className={buttonClass()}>
          <Columns3 aria-hidden className="size-4" />
          Columns
        </button>
      }
    >
      <ul aria-label="Columns" className="flex flex-col">
        {[...shown, ...hidden].map(({ id, label }) => {
          const place = visible.indexOf(id);
          return (
            <li key={id} className="flex min-h-8 items-center gap-1">
              <Checkbox
                className="grow pr-4"
                label={label}
                checked={place !== -1}
                disabled={place !== -1 && visible.length === 1}
                onChange={() => onChange(toggleColumn(visible, id))}
              />
              {place !== -1 && (
                <>
                  <IconButton
                    label={`Move ${label} to the left`}
                    disabled={place === 0}
                    onClick={() => onChange(moveColumn(visible, id, -1))}
                  >
                    <ArrowUp aria-hidden />
                  </IconButton>
                  <IconButton
                    label={`Move ${label} to the right`}
                    disabled={place === visible.length - 1}
                    onClick={() => onChange(moveColumn(visible, id, 1))}
                  >
                    <ArrowDown aria-hidden />
                  </IconButton>
                </>
              )}
            </li>
          );
        })}
      </ul>
    </Popover>
  );
}
