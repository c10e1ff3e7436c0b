import { UntrustedText } from "#components/ui/untrusted-text.tsx";
import type { RequestChange } from "#lib/holds/schemas.ts";

/** What is different between two requests, value by value. */
export function ChangesList({ changes, same = 0, label }: { changes: RequestChange[]; same?: number; label: string }) {
  return (
    <ul aria-label={label} className="flex flex-col gap-1 rounded-md border p-3 font-mono text-xs">
      {changes.map(({ path, before: old, after }) => (
        <li key={path} className="break-all">
          <UntrustedText text={path} limit={200} className="text-muted" />:{" "}
          {old !== null && (
            <del className="rounded-sm bg-danger-soft px-1 text-danger">
              <span className="sr-only">was </span>
              <UntrustedText text={old} limit={300} line />
            </del>
          )}{" "}
          {after === null ? (
            <span className="font-sans text-muted">is gone</span>
          ) : (
            <ins className="rounded-sm bg-success-soft px-1 text-success no-underline">
              <span className="sr-only">is </span>
              <UntrustedText text={after} limit={300} line />
            </ins>
          )}
        </li>
      ))}
      {same > 0 && (
        <li className="font-sans text-muted">{same === 1 ? "1 value is" : `${same} values are`} the same.</li>
      )}
    </ul>
  );
}
