import type { ReactNode } from "react";
import Link from "next/link";
import { RelativeTime } from "#components/ui/time.tsx";
import { UntrustedText } from "#components/ui/untrusted-text.tsx";
import type { HoldBackground as Background } from "#lib/holds/schemas.ts";
import { ChangesList } from "./changes-list.tsx";

/** What helps to decide: why the rules fired, what is new since the last approval, what the caller did before. */
export function HoldBackground({ background, logHref }: { background: Background; logHref: string | null }) {
  const { conditions, before, lastHour } = background;
  return (
    <>
      {conditions.length > 0 && <Conditions conditions={conditions} />}
      {before && <Before before={before} />}
      {lastHour && <LastHour lastHour={lastHour} logHref={logHref} />}
    </>
  );
}

function Conditions({ conditions }: Pick<Background, "conditions">) {
  return (
    <Part title="What its rules saw">
      {conditions.map(({ rule, when, values }) => (
        <div key={rule} className="flex flex-col gap-1 rounded-md border p-3 text-xs">
          <p className="font-mono break-words">
            <UntrustedText text={rule} className="text-muted" />: <UntrustedText text={when} />
          </p>
          {values.length > 0 && (
            <dl className="grid grid-cols-[minmax(0,auto)_minmax(0,1fr)] gap-x-3 gap-y-0.5 font-mono">
              {values.map(({ expression, value }) => (
                <div key={expression} className="contents">
                  <dt className="break-all text-muted">
                    <UntrustedText text={expression} limit={200} />
                  </dt>
                  <dd className="w-fit rounded-sm bg-held-soft px-1 break-all text-held">
                    <UntrustedText text={value ?? "not there"} limit={300} line />
                  </dd>
                </div>
              ))}
            </dl>
          )}
        </div>
      ))}
    </Part>
  );
}

function Before({ before }: { before: NonNullable<Background["before"]> }) {
  const { changes, same, holdId, at } = before;
  return (
    <Part
      title="Since the last approved call of this kind"
      beside={
        <Link href={`/approvals/${holdId}`} className="link text-sm">
          <RelativeTime at={at} />
        </Link>
      }
    >
      {changes.length === 0 ? (
        <p className="text-sm text-muted">Nothing is different.</p>
      ) : (
        <ChangesList label="Differences" changes={changes} same={same} />
      )}
    </Part>
  );
}

type LastHourProps = { lastHour: NonNullable<Background["lastHour"]>; logHref: string | null };

function LastHour({ lastHour, logHref }: LastHourProps) {
  const { calls, failed, denied, held, most, others } = lastHour;
  return (
    <Part
      title="What it did in the hour before"
      beside={
        logHref && (
          <Link href={logHref} className="link text-sm">
            In the audit log
          </Link>
        )
      }
    >
      <p className="text-sm">
        {calls === 0 ? "It made no other call" : calls === 1 ? "1 call" : `${calls} calls`}
        {calls > 0 && `, ${failed} failed, ${denied} refused`}; {held} held.
      </p>
      {most.length > 0 && (
        <ul aria-label="Most frequent calls" className="flex flex-col gap-0.5 text-xs">
          {most.map(({ what, count }) => (
            <li key={what} className="flex gap-2">
              <span className="w-10 shrink-0 text-right font-mono text-muted tabular-nums">{count}</span>
              <UntrustedText text={what} limit={120} className="min-w-0 break-words" />
            </li>
          ))}
          {others > 0 && <li className="pl-12 text-muted">and {others} other kinds</li>}
        </ul>
      )}
    </Part>
  );
}

function Part({ title, beside, children }: { title: string; beside?: ReactNode; children: ReactNode }) {
  return (
    <section className="flex flex-col gap-2">
      <div className="flex flex-wrap items-baseline gap-x-3">
        <h2 className="text-sm font-semibold">{title}</h2>
        {beside}
      </div>
      {children}
    </section>
  );
}
