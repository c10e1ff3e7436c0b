import type { ComponentProps } from "react";
import { classNames } from "./class-names.ts";

/** Plain table parts. The wrapper scrolls sideways, so that the page never does. */
export function Table({ className, label, ...rest }: ComponentProps<"table"> & { label: string }) {
  return (
    // A region that scrolls must be reachable by keyboard. What is hidden in it must scroll with it, not widen the page.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section aria-label={label} tabIndex={0} className="relative overflow-x-auto -outline-offset-2">
      <table
        {...rest}
        aria-label={label}
        className={classNames("w-full border-collapse text-left text-sm", className)}
      />
    </section>
  );
}

export function TableHeader(props: ComponentProps<"thead">) {
  return <thead {...props} />;
}

export function TableBody(props: ComponentProps<"tbody">) {
  return <tbody {...props} />;
}

export function TableRow({ className, ...rest }: ComponentProps<"tr">) {
  return (
    <tr
      {...rest}
      className={classNames(
        "group border-b hover:bg-hover aria-selected:bg-selected data-selected:bg-selected",
        className,
      )}
    />
  );
}

export function TableHead({ className, ...rest }: ComponentProps<"th">) {
  return (
    <th
      scope="col"
      {...rest}
      className={classNames(
        "h-row border-b bg-surface px-2 text-xs font-medium whitespace-nowrap text-muted first:pl-4 last:pr-4",
        className,
      )}
    />
  );
}

export function TableCell({ className, ...rest }: ComponentProps<"td">) {
  return <td {...rest} className={classNames("h-row px-2 py-1 align-middle first:pl-4 last:pr-4", className)} />;
}
