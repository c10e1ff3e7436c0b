"use client";

import Link from "next/link";
import type { EventDetails } from "#lib/ledger/schemas.ts";
import type { SearchField } from "#lib/search/schemas.ts";
import { onlyTerm } from "../only-term.ts";
import { auditHref } from "../search-params.ts";

type Details = EventDetails["event"];
type Related = { label: string; href: string };

const minuteMs = 60_000;

/** Where to look from here: the same call, hold, session and caller, and what else happened then. */
export function EventRelated({ event }: { event: Details }) {
  return (
    <ul className="flex flex-col text-sm">
      {relatedTo(event).map(({ label, href }) => (
        <li key={label} className="border-b last:border-b-0">
          <Link href={href} prefetch={false} className="link flex min-h-8 items-center">
            {label}
          </Link>
        </li>
      ))}
    </ul>
  );
}

function relatedTo(event: Details): Related[] {
  const session = event.attrs["mcp.session.id"];
  const { traceparent } = event.attrs;
  const [, trace] = typeof traceparent === "string" ? traceparent.split("-") : [];
  const around = (label: string, minutes: number, ...terms: [SearchField, string | null][]): Related[] => {
    const given = terms.filter((term): term is [SearchField, string] => term[1] !== null && term[1] !== "");
    if (given.length === 0) return [];
    const query = given.reduce((text, [field, value]) => onlyTerm(text, field, value), "");
    const at = event.at.getTime();
    const from = new Date(at - minutes * minuteMs);
    return [{ label, href: auditHref({ query, from, to: new Date(at + minutes * minuteMs), sort: "oldest" }) }];
  };
  const dayMinutes = 24 * 60;
  return [
    ...(typeof session === "string"
      ? [{ label: "Its session, step by step", href: `/audit/sessions/${session}` }]
      : []),
    ...(trace ? [{ label: "Its trace, step by step", href: `/audit/sessions/${trace}` }] : []),
    ...(event.callId ? [{ label: "The run it was part of, step by step", href: `/audit/sessions/${event.id}` }] : []),
    ...around("Everything of its call", dayMinutes, ["call", event.callId]),
    ...around("Everything of its hold", dayMinutes, ["hold", event.holdId]),
    ...around("The same caller, 5 minutes before and after", 5, ["agent", event.agent], ["user", event.userName]),
    ...around("The same tool, an hour before and after", 60, ["server", event.connection], ["tool", event.tool]),
    ...around("The same error, a day before and after", dayMinutes, ["error", event.errorCode]),
    ...around("The same client address, an hour before and after", 60, ["address", event.clientIp]),
    ...around("The same kind of event, a day before and after", dayMinutes, ["type", event.type]),
    {
      label: "Everything at that time, a minute before and after",
      href: auditHref({
        from: new Date(event.at.getTime() - minuteMs),
        to: new Date(event.at.getTime() + minuteMs),
        sort: "oldest",
      }),
    },
  ];
}
