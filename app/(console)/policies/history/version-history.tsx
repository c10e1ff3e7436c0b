"use client";

import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/states.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import { RelativeTime } from "#components/ui/time.tsx";
import type { PolicyVersionSummary } from "#lib/policies/schemas.ts";
import { RollbackDialog } from "./rollback-dialog.tsx";
import { VersionSheet } from "./version-sheet.tsx";

type VersionHistoryProps = {
  versions: PolicyVersionSummary[];
  mayWrite: boolean;
  /** The version whose changes are shown. */
  open: number | null;
  onOpen: (version: number | null) => void;
};

/** The newest 50 versions: who published them, when and why, what they changed, and the way back to them. */
export function VersionHistory({ versions, mayWrite, open, onOpen }: VersionHistoryProps) {
  const [restoring, setRestoring] = useState<number | null>(null);
  const inForce = versions[0]?.version ?? 0;
  if (versions.length === 0) {
    return <EmptyState title="Nothing was published yet">Each publication is kept here as a version.</EmptyState>;
  }
  return (
    <>
      <Table label="Versions">
        <TableHeader>
          <tr>
            <TableHead className="w-0">Version</TableHead>
            <TableHead className="w-0">Published</TableHead>
            <TableHead className="max-sm:hidden">By</TableHead>
            <TableHead>Reason</TableHead>
            <TableHead className="w-0">
              <span className="sr-only">What to do with it</span>
            </TableHead>
          </tr>
        </TableHeader>
        <TableBody>
          {versions.map(({ version, createdAt, authorName, reason, confirmed }) => (
            <TableRow key={version} data-selected={version === open ? "" : undefined}>
              <TableCell className="align-top whitespace-nowrap">
                {version}
                {version === inForce && <span className="text-muted"> in force</span>}
              </TableCell>
              <TableCell className="align-top text-muted">
                <RelativeTime at={createdAt} />
              </TableCell>
              <TableCell className="max-w-60 truncate align-top max-sm:hidden" title={authorName}>
                {authorName}
              </TableCell>
              <TableCell className="align-top break-words">
                {reason}
                {confirmed && <span className="block text-warning">{`Typed to publish it: ${confirmed}`}</span>}
              </TableCell>
              <TableCell className="align-top">
                <span className="flex flex-wrap justify-end gap-1">
                  <Button
                    size="sm"
                    variant="ghost"
                    aria-label={`Changes of version ${version}`}
                    onClick={() => onOpen(version)}
                  >
                    Changes
                  </Button>
                  {mayWrite && version !== inForce && (
                    <Button
                      size="sm"
                      variant="ghost"
                      aria-label={`Roll back to version ${version}`}
                      onClick={() => setRestoring(version)}
                    >
                      Roll back
                    </Button>
                  )}
                </span>
              </TableCell>
            </TableRow>
          ))}
        </TableBody>
      </Table>
      {open !== null && (
        <VersionSheet
          key={open}
          version={open}
          inForce={inForce}
          onClose={() => onOpen(null)}
          {...(mayWrite && open !== inForce && { onRollBack: () => setRestoring(open) })}
        />
      )}
      {restoring !== null && (
        <RollbackDialog
          version={restoring}
          inForce={inForce}
          onDone={() => {
            setRestoring(null);
            onOpen(null);
          }}
          onClose={() => setRestoring(null)}
        />
      )}
    </>
  );
}
