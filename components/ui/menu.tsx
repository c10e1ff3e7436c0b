"use client";

import { cloneElement, type HTMLAttributes, type ReactElement, type ReactNode } from "react";
import { Check } from "lucide-react";
import { useOverlays } from "./use-overlays.ts";
import { usePressedTrigger } from "./use-pressed-trigger.ts";

const item =
  "flex min-h-8 cursor-pointer items-center gap-2 rounded-sm px-2 text-sm outline-none select-none data-highlighted:bg-hover data-disabled:opacity-55 [&>svg]:size-4 [&>svg]:text-muted";

type MenuProps = {
  trigger: ReactElement<HTMLAttributes<HTMLElement>>;
  children: ReactNode;
  align?: "start" | "end";
  side?: "top" | "bottom";
};

/** A list of actions under `trigger`, which must be one button. */
export function Menu({ trigger, children, align = "end", side = "bottom" }: MenuProps) {
  const { overlays, ref, plain } = usePressedTrigger({ arrows: true });
  if (!overlays) return cloneElement(trigger, { ...plain, "aria-haspopup": "menu" });
  const Base = overlays.Menu;
  return (
    <Base.Root>
      <Base.Trigger ref={ref} render={trigger} />
      <Base.Portal>
        <Base.Positioner align={align} side={side} sideOffset={4} className="z-50">
          <Base.Popup className="max-w-[calc(100vw-1rem)] min-w-48 rounded-md border bg-raised p-1 shadow-raised outline-none">
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export function MenuItem(props: { children: ReactNode; onSelect: () => void; disabled?: boolean }) {
  const Base = useMenu();
  if (!Base) return null;
  return (
    <Base.Item className={item} onClick={props.onSelect} disabled={props.disabled}>
      {props.children}
    </Base.Item>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <div className="max-w-64 px-2 py-1 text-xs break-words text-muted">{children}</div>;
}

export function MenuSeparator() {
  const Base = useMenu();
  return Base && <Base.Separator className="my-1 h-px bg-border" />;
}

type MenuChoiceProps<Value extends string> = {
  label: string;
  value: Value;
  onChange: (value: Value) => void;
  options: readonly { value: Value; label: ReactNode }[];
};

/** One of several, inside a Menu. */
export function MenuChoice<Value extends string>({ label, value, onChange, options }: MenuChoiceProps<Value>) {
  const Base = useMenu();
  if (!Base) return null;
  return (
    <Base.Group>
      <Base.GroupLabel className="px-2 py-1 text-xs text-muted">{label}</Base.GroupLabel>
      <Base.RadioGroup value={value} onValueChange={onChange}>
        {options.map((option) => (
          <Base.RadioItem key={option.value} value={option.value} className={item}>
            {option.label}
            <Base.RadioItemIndicator className="ml-auto">
              <Check aria-hidden className="size-4" />
            </Base.RadioItemIndicator>
          </Base.RadioItem>
        ))}
      </Base.RadioGroup>
    </Base.Group>
  );
}

/** What a menu is made of; it is there wherever one is open. */
function useMenu() {
  return useOverlays(true)?.Menu;
}
