import { Button } from "#components/ui/button.tsx";
import { Status } from "#components/ui/status.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import { ExactTime, RelativeTime } from "#components/ui/time.tsx";
import { UntrustedText } from "#components/ui/untrusted-text.tsx";
import type { SinkBackfill } from "#lib/sinks/read-sink-history.ts";

type BackfillsTableProps = { backfills: SinkBackfill[]; onCancel: ((id: string) => void) | null };

export function BackfillsTable({ backfills, onCancel }: BackfillsTableProps) {
  return (
    <Table label="Backfills">
      <TableHeader>
        <tr>
          <TableHead className="w-0">State</TableHead>
          <TableHead>Range</TableHead>
          <TableHead className="text-right">Sent</TableHead>
          <TableHead className="text-right">Refused</TableHead>
          <TableHead>Started</TableHead>
          <TableHead className="w-0">
            <span className="sr-only">Cancel</span>
          </TableHead>
        </tr>
      </TableHeader>
      <TableBody>
        {backfills.map((backfill) => (
          <TableRow key={backfill.id}>
            <TableCell>
              {backfill.state === "running" ? (
                <Status status="started" word={`running, ${progressOf(backfill)} %`} />
              ) : (
                <Status status={backfill.state} />
              )}
            </TableCell>
            <TableCell className="whitespace-nowrap">
              <ExactTime at={backfill.from} /> <span className="text-muted">to</span> <ExactTime at={backfill.to} />
            </TableCell>
            <TableCell className="text-right tabular-nums">{backfill.sent.toLocaleString("en")}</TableCell>
            <TableCell className="text-right tabular-nums">{backfill.refused.toLocaleString("en")}</TableCell>
            <TableCell>
              <RelativeTime at={backfill.createdAt} /> <span className="text-muted">by</span>{" "}
              <UntrustedText text={backfill.authorName} limit={80} />
            </TableCell>
            <TableCell>
              {backfill.state === "running" && onCancel && (
                <Button size="sm" onClick={() => onCancel(backfill.id)}>
                  Cancel
                </Button>
              )}
            </TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

/** How much of the range of time is behind it; says nothing of how many events lie where. */
function progressOf({ from, to, reachedAt }: SinkBackfill): number {
  if (reachedAt === null) return 0;
  const [begin, end, reached] = [from, to, reachedAt].map((at) => new Date(at).getTime());
  const share = ((reached ?? 0) - (begin ?? 0)) / Math.max(1, (end ?? 0) - (begin ?? 0));
  return Math.floor(100 * Math.min(1, Math.max(0, share)));
}
