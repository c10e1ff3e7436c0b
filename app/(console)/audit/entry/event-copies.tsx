"use client";

import { useState } from "react";
import Link from "next/link";
import { Braces, Link2, Terminal } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import type { EventDetails } from "#lib/ledger/schemas.ts";
import { toCurl } from "./to-curl.ts";

type EventCopiesProps = { event: EventDetails["event"]; gatewayUrl: string; standalone?: boolean };

/** The entry to take along: as a link, as JSON, and a call as a command that makes it again. */
export function EventCopies({ event, gatewayUrl, standalone }: EventCopiesProps) {
  const [copied, setCopied] = useState("");
  const curl = toCurl(event, gatewayUrl, null);
  const copy = (what: string, text: string) =>
    void navigator.clipboard.writeText(text).then(() => setCopied(`${what} copied`));
  return (
    <div className="flex flex-wrap items-center gap-1 pb-2">
      <Button
        size="sm"
        variant="ghost"
        onClick={() => copy("Link", new URL(`/audit/${event.id}`, window.location.href).href)}
      >
        <Link2 aria-hidden className="size-4" />
        Copy link
      </Button>
      <Button
        size="sm"
        variant="ghost"
        onClick={() => copy("JSON", JSON.stringify({ ...event, at: event.at.toISOString() }, null, 2))}
      >
        <Braces aria-hidden className="size-4" />
        Copy JSON
      </Button>
      {curl && (
        <Button size="sm" variant="ghost" onClick={() => copy("Command", curl)}>
          <Terminal aria-hidden className="size-4" />
          Copy as curl
        </Button>
      )}
      {!standalone && (
        <Link href={`/audit/${event.id}`} prefetch={false} className="link px-2 text-sm">
          Open as a page
        </Link>
      )}
      <output aria-live="polite" className="text-xs text-muted">
        {copied}
      </output>
    </div>
  );
}
