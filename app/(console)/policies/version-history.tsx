import { EmptyState } from "#components/ui/states.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import { RelativeTime } from "#components/ui/time.tsx";
import type { PolicyVersionSummary } from "#lib/policies/schemas.ts";

/** The newest 50 versions: who published them, when and why. */
export function VersionHistory({ versions }: { versions: PolicyVersionSummary[] }) {
  if (versions.length === 0) {
    return <EmptyState title="Nothing was published yet">Each publication is kept here as a version.</EmptyState>;
  }
  return (
    <Table label="Versions">
      <TableHeader>
        <tr>
          <TableHead className="w-0">Version</TableHead>
          <TableHead className="w-0">Published</TableHead>
          <TableHead className="max-sm:hidden">By</TableHead>
          <TableHead>Reason</TableHead>
        </tr>
      </TableHeader>
      <TableBody>
        {versions.map((version, index) => (
          <TableRow key={version.version}>
            <TableCell className="whitespace-nowrap">
              {version.version}
              {index === 0 && <span className="text-muted"> in force</span>}
            </TableCell>
            <TableCell className="text-muted">
              <RelativeTime at={version.createdAt} />
            </TableCell>
            <TableCell className="max-w-60 truncate max-sm:hidden" title={version.authorName}>
              {version.authorName}
            </TableCell>
            <TableCell className="break-words">{version.reason}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
