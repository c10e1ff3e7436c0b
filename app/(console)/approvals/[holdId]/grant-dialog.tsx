"use client";

import { useState } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Checkbox, Select, Textarea } from "#components/ui/input.tsx";
import { formatDuration } from "#components/ui/time-format.ts";
import { UntrustedText } from "#components/ui/untrusted-text.tsx";
import type { HoldDetail } from "#lib/holds/schemas.ts";
import { decideHoldAction } from "../actions.ts";
import { useHoldAction } from "./use-hold-action.ts";

const durationsS = [300, 900, 3_600, 4 * 3_600, 8 * 3_600, 24 * 3_600, 7 * 24 * 3_600];

type GrantDialogProps = {
  hold: HoldDetail;
  grants: NonNullable<HoldDetail["grants"]>;
  reason: string;
  onClose: () => void;
};

/** Approves this call and lets like ones through for a while: says exactly which, before anybody clicks. */
export function GrantDialog({ hold, grants, reason: given, onClose }: GrantDialogProps) {
  const { run, problem, pending } = useHoldAction();
  const offered = [...durationsS.filter((seconds) => seconds < grants.maxS), grants.maxS];
  const [durationS, setDurationS] = useState(Math.min(grants.maxS, 3_600));
  const [pinned, setPinned] = useState<string[]>(grants.choices);
  const [reason, setReason] = useState(given);
  const kept = [...grants.always, ...pinned];

  function approve(): void {
    const { id: holdId, requestDigest } = hold;
    const decision = { holdId, verdict: "approved" as const, reason, requestDigest, grant: { durationS, pinned } };
    run(() => decideHoldAction(decision), onClose);
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title="Approve this call and like ones"
      footer={
        <>
          <Button onClick={onClose}>Back</Button>
          <Button variant="primary" pending={pending} disabled={reason.trim() === ""} onClick={approve}>
            Approve for {formatDuration(durationS * 1000)}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4 text-sm">
        <p>
          Calls of <UntrustedText text={hold.tool ?? hold.operation} className="font-mono text-xs" /> on{" "}
          <UntrustedText text={hold.connection} /> by{" "}
          <UntrustedText text={hold.agent ?? hold.userName ?? "this caller"} limit={120} /> run without asking anybody.
          Each is counted and recorded under your name. You can end it at any time.
        </p>
        <Field label="For">
          <Select value={durationS} onChange={(event) => setDurationS(Number(event.target.value))}>
            {offered.map((seconds) => (
              <option key={seconds} value={seconds}>
                {formatDuration(seconds * 1000)}
              </option>
            ))}
          </Select>
        </Field>
        <fieldset className="flex flex-col">
          <legend className="mb-1 font-medium">Only while these stay as they are in this call</legend>
          {grants.always.map((name) => (
            <Checkbox key={name} checked disabled readOnly label={<Name text={name} />} />
          ))}
          {grants.choices.map((name) => (
            <Checkbox
              key={name}
              checked={pinned.includes(name)}
              onChange={(event) =>
                setPinned(event.target.checked ? [...pinned, name] : pinned.filter((other) => other !== name))
              }
              label={<Name text={name} />}
            />
          ))}
          {kept.length === 0 && <p className="text-xs text-muted">Nothing: with whatever arguments.</p>}
        </fieldset>
        <Field label="Reason">
          <Textarea rows={2} maxLength={2_000} value={reason} onChange={(event) => setReason(event.target.value)} />
        </Field>
        {problem && <Banner tone="danger">{problem}</Banner>}
      </div>
    </Dialog>
  );
}

function Name({ text }: { text: string }) {
  return <UntrustedText text={text} limit={80} className="font-mono text-xs" />;
}
