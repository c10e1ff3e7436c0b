"use client";

import { useRef, useState, useTransition } from "react";
import { useRouter } from "next/navigation";
import { useShortcuts } from "#components/shell/use-shortcuts.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/input.tsx";
import type { MayDecide } from "#lib/holds/schemas.ts";
import { decideHoldAction } from "../actions.ts";

const whyId = "why-not";

type Verdict = "approved" | "denied";

type VerdictBarProps = {
  holdId: string;
  /** Of what this page shows; sent back, so that only this can be approved. */
  requestDigest: string;
  pending: boolean;
  mayDecide: MayDecide;
  what: string;
};

/** Reason, Deny and Approve, always in sight while the call waits. */
export function VerdictBar({ holdId, requestDigest, pending, mayDecide, what }: VerdictBarProps) {
  const router = useRouter();
  const reasonRef = useRef<HTMLTextAreaElement>(null);
  const [chosen, setChosen] = useState<Verdict | null>(null);
  const [sending, setSending] = useState<Verdict | null>(null);
  const [error, setError] = useState<string>();
  const [, startTransition] = useTransition();
  const allowed = pending && mayDecide.allowed;

  function choose(verdict: Verdict): void {
    if (!allowed) return;
    setChosen(verdict);
    reasonRef.current?.focus();
  }
  useShortcuts({ a: () => choose("approved"), d: () => choose("denied"), Escape: () => router.push("/approvals") });

  function decide(verdict: Verdict): void {
    const reason = reasonRef.current?.value.trim() ?? "";
    setChosen(verdict);
    if (reason === "") {
      setError("Give a reason; the agent and the auditors see it.");
      reasonRef.current?.focus();
      return;
    }
    setError(undefined);
    setSending(verdict);
    startTransition(async () => {
      const result = await decideHoldAction({ holdId, verdict, reason, requestDigest }).catch(() => null);
      setSending(null);
      if (result === null) setError("The console does not answer. Nothing was decided as far as this page knows.");
      else if (!result.ok) setError(result.message);
      router.refresh();
    });
  }

  if (!pending) return null;
  return (
    <section aria-label="Your decision" className="sticky bottom-0 z-10 border-t bg-raised px-4 py-3 shadow-raised">
      {!mayDecide.allowed && (
        <p id={whyId} className="mb-2 text-sm font-medium">
          {mayDecide.why}
        </p>
      )}
      <form
        className="flex flex-col gap-2 sm:flex-row sm:items-end"
        onSubmit={(event) => {
          event.preventDefault();
          if (chosen) decide(chosen);
        }}
      >
        <Field label="Reason" error={error} className="flex grow flex-col gap-1">
          <Textarea
            ref={reasonRef}
            rows={1}
            className="field-sizing-content max-h-40"
            maxLength={2_000}
            required
            disabled={!allowed}
            placeholder={reasonPlaceholder(chosen)}
            onChange={() => setError(undefined)}
            onKeyDown={(event) => {
              if (event.key === "Escape") event.currentTarget.blur();
              if (event.key === "Enter" && (event.metaKey || event.ctrlKey) && chosen) decide(chosen);
            }}
          />
        </Field>
        <div className="grid grid-cols-2 gap-2 sm:flex">
          <VerdictButton verdict="denied" {...{ allowed, chosen, sending, what }} onDecide={decide} />
          <VerdictButton verdict="approved" {...{ allowed, chosen, sending, what }} onDecide={decide} />
        </div>
      </form>
    </section>
  );
}

type VerdictButtonProps = {
  verdict: Verdict;
  allowed: boolean;
  chosen: Verdict | null;
  sending: Verdict | null;
  what: string;
  onDecide: (verdict: Verdict) => void;
};

function VerdictButton({ verdict, allowed, chosen, sending, what, onDecide }: VerdictButtonProps) {
  const word = verdict === "approved" ? "Approve" : "Deny";
  const selected = chosen === verdict;
  return (
    <Button
      variant={selected || chosen === null ? (verdict === "approved" ? "primary" : "danger") : "secondary"}
      className="max-sm:h-10"
      disabled={!allowed || sending !== null}
      pending={sending === verdict}
      aria-label={`${word} ${what}`}
      aria-describedby={allowed ? undefined : whyId}
      onClick={() => onDecide(verdict)}
    >
      {word}
    </Button>
  );
}

function reasonPlaceholder(chosen: Verdict | null): string {
  if (chosen === null) return "The agent and the auditors see it";
  return chosen === "approved" ? "Why you approve; Ctrl Enter sends" : "Why you deny; Ctrl Enter sends";
}
