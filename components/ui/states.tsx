import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

type StateProps = { title: ReactNode; children?: ReactNode; action?: ReactNode };

/** Says what appears here, why it is empty, and the one thing that fills it. */
export function EmptyState({ title, children, action }: StateProps) {
  return (
    <div className="flex flex-col items-start gap-3 px-4 py-12 sm:mx-auto sm:max-w-md sm:items-center sm:text-center">
      <p className="text-base font-medium">{title}</p>
      {children && <div className="text-sm text-muted">{children}</div>}
      {action}
    </div>
  );
}

/** Says what happened, what it means and what to do. */
export function ErrorState({ title, children, action }: StateProps) {
  return (
    <div role="alert" className="flex flex-col items-start gap-3 px-4 py-12 sm:mx-auto sm:max-w-md">
      <p className="text-base font-medium text-danger">{title}</p>
      {children && <div className="text-sm text-muted">{children}</div>}
      {action}
    </div>
  );
}

/** Grey in the shape of what is coming. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <span aria-hidden className={classNames("block animate-pulse rounded-sm bg-hover", className ?? "h-4 w-full")} />
  );
}

/** A table that is on its way: `rows` rows of the real height, so that nothing jumps when it comes. */
export function SkeletonRows({ rows = 10 }: { rows?: number }) {
  return (
    <section aria-busy="true" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className="flex h-row items-center gap-4 border-b px-4">
          <Skeleton className="h-3 w-24" />
          <Skeleton className="h-3 w-40" />
          <Skeleton className="h-3 grow" />
        </div>
      ))}
    </section>
  );
}
