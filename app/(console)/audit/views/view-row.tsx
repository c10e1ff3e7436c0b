"use client";

import { Eye, House, MoreHorizontal, Pencil, Star, Trash2 } from "lucide-react";
import { CellText } from "#components/data-table/cell-text.tsx";
import { classNames } from "#components/ui/class-names.ts";
import { IconButton, iconButtonClass } from "#components/ui/icon-button.tsx";
import { Menu, MenuItem } from "#components/ui/menu.tsx";
import type { SavedView } from "#lib/views/schemas.ts";

type ViewRowProps = {
  view: SavedView;
  isChosen: boolean;
  mayShare: boolean;
  onChoose: () => void;
  onStar: () => void;
  onDefault: () => void;
  /** Absent for who may not make watches. */
  onWatch: (() => void) | undefined;
  onChange: () => void;
  onRemove: () => void;
};

/** One saved view in the menu. */
export function ViewRow(props: ViewRowProps) {
  const { view, isChosen, mayShare, onChoose, onStar, onDefault, onWatch, onChange, onRemove } = props;
  const { name, shared, authorName, starred, isDefault, mayChange } = view;
  return (
    <li className="flex items-center">
      <IconButton label={`${starred ? "Take the star from" : "Star"} ${name}`} aria-pressed={starred} onClick={onStar}>
        <Star aria-hidden className={starred ? "fill-held text-held" : undefined} />
      </IconButton>
      <button
        type="button"
        aria-current={isChosen ? "true" : undefined}
        onClick={onChoose}
        className={classNames(
          "flex min-h-8 min-w-0 grow cursor-pointer flex-col justify-center rounded-sm px-1 text-left hover:bg-hover",
          isChosen && "font-medium text-accent",
        )}
      >
        <CellText text={name} />
        {(shared || isDefault) && (
          <span className="max-w-full truncate text-xs font-normal text-muted">
            {[isDefault && "your default", shared && `shared by ${authorName}`].filter(Boolean).join(", ")}
          </span>
        )}
      </button>
      <Menu
        trigger={
          <button type="button" aria-label={`More for ${name}`} className={iconButtonClass}>
            <MoreHorizontal aria-hidden />
          </button>
        }
      >
        <MenuItem onSelect={onDefault}>
          <House aria-hidden />
          {isDefault ? "No longer my default" : "Open the audit log with it"}
        </MenuItem>
        {onWatch && (
          <MenuItem onSelect={onWatch}>
            <Eye aria-hidden />
            Watch this view
          </MenuItem>
        )}
        {mayChange && (
          <>
            <MenuItem onSelect={onChange}>
              <Pencil aria-hidden />
              {mayShare ? "Rename or share" : "Rename"}
            </MenuItem>
            <MenuItem onSelect={onRemove}>
              <Trash2 aria-hidden />
              {shared ? "Remove it for everybody" : "Remove"}
            </MenuItem>
          </>
        )}
      </Menu>
    </li>
  );
}
