"use client";

import { useState, useTransition } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { MonoValue } from "#components/ui/code.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { formatBytes } from "#components/ui/time-format.ts";
import { UntrustedText } from "#components/ui/untrusted-text.tsx";
import type { EventDetails } from "#lib/ledger/schemas.ts";
import type { PayloadView } from "#lib/payloads/schemas.ts";
import { readPayloadsAction } from "../actions.ts";
import { MaskedText } from "./masked-text.tsx";
import type { Reader } from "./reader.ts";
import { toCurl } from "./to-curl.ts";

type EventPayloadsProps = { event: EventDetails["event"]; captured: EventDetails["payloads"]; reader: Reader };

/** Request and response of the call: for auditors, on asking, on the record. */
export function EventPayloads({ event, captured, reader }: EventPayloadsProps) {
  const { callId } = event;
  const [payloads, setPayloads] = useState<PayloadView[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [pending, startTransition] = useTransition();
  if (callId === null || captured.length === 0) {
    return <p className="text-sm text-muted">No request or response is kept for this entry.</p>;
  }
  if (payloads) return <Payloads payloads={payloads} curl={curlOf(event, payloads, reader.gatewayUrl)} />;
  const sizes = captured.map(({ direction, bytes }) => `${direction} ${formatBytes(bytes)}`).join(", ");
  if (!reader.mayReadPayloads) {
    return (
      <p className="text-sm text-muted">
        Request and response are kept ({sizes}), and only people with the Auditor role may read them. An owner gives
        that role through a group of your identity provider.
      </p>
    );
  }
  function read(call: string): void {
    startTransition(async () => {
      const result = await readPayloadsAction({ callId: call });
      if (result.ok) setPayloads(result.value);
      else setProblem(result.message);
    });
  }
  return (
    <div className="flex flex-col items-start gap-3 text-sm">
      <p className="text-muted">
        Request and response are kept sealed ({sizes}). That you read them goes into the audit log under your name.
      </p>
      {problem && <Banner tone="danger">{problem}</Banner>}
      <Button pending={pending} onClick={() => read(callId)}>
        Read request and response
      </Button>
    </div>
  );
}

function Payloads({ payloads, curl }: { payloads: PayloadView[]; curl: string | null }) {
  return (
    <>
      {curl && (
        <p className="flex items-center gap-1 pb-3 text-sm">
          The call as a command with its body and without its credentials:
          <CopyButton value={curl} label="Copy as curl" />
        </p>
      )}
      {payloads.map((payload) => (
        <Payload key={payload.direction} payload={payload} />
      ))}
    </>
  );
}

function curlOf(event: EventDetails["event"], payloads: PayloadView[], gatewayUrl: string): string | null {
  return toCurl(event, gatewayUrl, payloads.find(({ direction }) => direction === "request") ?? null);
}

function Payload({ payload }: { payload: PayloadView }) {
  const title = payload.direction === "request" ? "Request" : "Response";
  return (
    <section aria-label={title} className="pb-5">
      <h3 className="pb-1.5 text-sm font-medium">
        {title} <span className="font-normal text-muted">{describePayload(payload)}</span>
      </h3>
      {payload.headers.length > 0 && (
        <dl className="mb-2 grid grid-cols-[minmax(6rem,auto)_minmax(0,1fr)] gap-x-3 rounded-md border p-2 font-mono text-xs leading-5">
          {payload.headers.map(({ name, value }) => (
            <div key={name} className="contents">
              <dt className="break-all text-muted">{name}</dt>
              <dd className="min-w-0 break-all">
                <UntrustedText text={value} />
              </dd>
            </div>
          ))}
        </dl>
      )}
      {(payload.body.kind === "text" || payload.body.kind === "json") && (
        <pre
          // A region that scrolls must be reachable by keyboard.
          // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
          tabIndex={0}
          aria-label={`Body of the ${payload.direction}`}
          className="max-h-[60dvh] overflow-auto rounded-md border bg-background p-3 font-mono text-xs leading-5 whitespace-pre-wrap"
        >
          <MaskedText text={payload.body.text} />
        </pre>
      )}
      <p className="pt-1 text-xs text-muted">
        SHA-256 of the whole body{" "}
        <MonoValue value={payload.sha256} name={`SHA-256 of the ${payload.direction}`} short />
      </p>
    </section>
  );
}

function describePayload({ bytes, contentType, truncated, body }: PayloadView): string {
  if (body.kind === "empty") return "without a body";
  const parts = [formatBytes(bytes), contentType];
  if (body.kind === "binary") parts.push("not text, so only its size and digest are shown");
  if (truncated) parts.push("only its beginning was kept");
  return parts.filter(Boolean).join(", ");
}
