import Link from "next/link";
import { Banner } from "#components/ui/banner.tsx";
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from "#components/ui/table.tsx";
import { ExactTime } from "#components/ui/time.tsx";
import { UntrustedText } from "#components/ui/untrusted-text.tsx";
import type { BacktestGroup, BacktestResult } from "#lib/backtests/schemas.ts";
import { VerdictBadge, verdictWord } from "../effect-badge.tsx";

type BacktestResultProps = { result: BacktestResult; isComplete: boolean };

/** What would have been decided differently, in numbers, then by agent and tool with calls to open. */
export function BacktestResultView({ result, isComplete }: BacktestResultProps) {
  const { calls, unchanged, undetermined, withoutArguments, changes, groups, moreGroups } = result;
  if (calls === 0) {
    return isComplete && <p className="text-sm text-muted">No call was judged by policy in that time.</p>;
  }
  return (
    <div className="flex flex-col gap-4">
      <dl className="flex flex-wrap gap-x-8 gap-y-3 text-sm">
        {changes.map((change) => (
          <Figure key={`${change.from} ${change.to}`} value={change.calls}>
            {`${verdictWord(change.from)} → ${verdictWord(change.to)}`}
          </Figure>
        ))}
        <Figure value={unchanged}>unchanged</Figure>
        {undetermined > 0 && <Figure value={undetermined}>cannot be told</Figure>}
      </dl>
      {withoutArguments > 0 && (
        <Banner>
          {`${withoutArguments.toLocaleString("en")} of ${calls.toLocaleString("en")} calls were judged without their arguments.`}
          {undetermined > 0 && " Where the verdict hangs on them, it cannot be told."}
        </Banner>
      )}
      {groups.length === 0 ? (
        <p className="text-sm">{isComplete ? "No verdict would have changed." : "No verdict has changed so far."}</p>
      ) : (
        <Table label="Changed verdicts">
          <TableHeader>
            <tr>
              <TableHead className="w-0 text-right">Calls</TableHead>
              <TableHead className="w-0">Change</TableHead>
              <TableHead>Agent</TableHead>
              <TableHead>Tool or operation</TableHead>
              <TableHead className="max-md:hidden">Rule</TableHead>
              <TableHead>Examples</TableHead>
            </tr>
          </TableHeader>
          <TableBody>
            {groups.map((group, index) => (
              <Group key={index} group={group} />
            ))}
          </TableBody>
        </Table>
      )}
      {moreGroups > 0 && <p className="text-sm text-muted">{`${moreGroups} smaller groups are left out.`}</p>}
    </div>
  );
}

function Figure({ value, children }: { value: number; children: string }) {
  return (
    <div className="flex flex-col-reverse">
      <dt className="text-muted">{children}</dt>
      <dd className="text-xl font-semibold">{value.toLocaleString("en")}</dd>
    </div>
  );
}

function Group({ group }: { group: BacktestGroup }) {
  const { calls, from, to, agent, user, connection, tool, operation, rule, examples } = group;
  return (
    <TableRow>
      <TableCell className="text-right align-top">{calls.toLocaleString("en")}</TableCell>
      <TableCell className="align-top whitespace-nowrap">
        <VerdictBadge effect={from} /> → <VerdictBadge effect={to} />
      </TableCell>
      <TableCell className="align-top break-words">
        <UntrustedText text={agent ?? user ?? "–"} limit={80} line />
        {agent && user && (
          <span className="text-muted">
            {" for "}
            <UntrustedText text={user} limit={80} line />
          </span>
        )}
      </TableCell>
      <TableCell className="align-top break-words">
        <span className="font-mono text-xs">
          <UntrustedText text={tool ?? operation} limit={120} line />
        </span>
        <span className="text-muted">{` on ${connection}`}</span>
      </TableCell>
      <TableCell className="align-top font-mono text-xs break-all max-md:hidden">{rule ?? "no rule"}</TableCell>
      <TableCell className="align-top">
        <ul>
          {examples.map(({ eventId, at }) => (
            <li key={eventId} className="whitespace-nowrap">
              <Link href={`/audit/${eventId}`} prefetch={false} className="link inline-block py-1">
                <ExactTime at={at} />
              </Link>
            </li>
          ))}
        </ul>
      </TableCell>
    </TableRow>
  );
}
