"use client";

import { useRef, useState } from "react";
import { useRouter } from "next/navigation";
import { useShortcuts } from "#components/shell/use-shortcuts.ts";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/input.tsx";
import type { HoldDetail } from "#lib/holds/schemas.ts";
import { enumerate } from "../../names.ts";
import { decideHoldAction, withdrawHoldAction } from "../actions.ts";
import { BreakGlassDialog } from "./break-glass-dialog.tsx";
import { EditDialog } from "./edit-dialog.tsx";
import { GrantDialog } from "./grant-dialog.tsx";
import { useHoldAction } from "./use-hold-action.ts";

const whyId = "why-not";

type Verdict = "approved" | "denied";

/** Reason, Deny and Approve, always in sight while the call waits. */
export function VerdictBar({ hold }: { hold: HoldDetail }) {
  const router = useRouter();
  const reasonRef = useRef<HTMLTextAreaElement>(null);
  const [chosen, setChosen] = useState<Verdict | null>(null);
  const [sending, setSending] = useState<Verdict | null>(null);
  const [missing, setMissing] = useState(false);
  const [isBreaking, setBreaking] = useState(false);
  /** Set while a grant is being made: the reason as it was typed here. */
  const [grantReason, setGrantReason] = useState<string | null>(null);
  /** Set while the arguments are being changed, the same. */
  const [editReason, setEditReason] = useState<string | null>(null);
  const action = useHoldAction();
  const { id: holdId, requestDigest, mayDecide } = hold;
  const pending = hold.state === "pending";
  const allowed = pending && mayDecide.allowed;
  const what = hold.tool ?? hold.operation;
  // Two of them stand beside each other on a phone.
  const wideClass = hold.editable !== null && hold.grants !== null ? "max-sm:h-10" : "max-sm:col-span-2 max-sm:h-10";

  function choose(verdict: Verdict): void {
    if (!allowed) return;
    setChosen(verdict);
    reasonRef.current?.focus();
  }
  useShortcuts({ a: () => choose("approved"), d: () => choose("denied"), Escape: () => router.push("/approvals") });

  function decide(verdict: Verdict): void {
    const reason = reasonRef.current?.value.trim() ?? "";
    const isMissing = reason === "" && !(verdict === "approved" && hold.reasonOptional);
    setChosen(verdict);
    setMissing(isMissing);
    if (isMissing) {
      reasonRef.current?.focus();
      return;
    }
    setSending(verdict);
    action.run(
      () => decideHoldAction({ holdId, verdict, reason, requestDigest }),
      () => {
        // Where others have to approve too the page stays; what was said is said.
        if (reasonRef.current) reasonRef.current.value = "";
      },
    );
  }

  if (!pending && !hold.mayWithdraw) return null;
  const error = missing ? "Give a reason; the agent and the auditors see it." : (action.problem ?? undefined);
  return (
    <section aria-label="Your decision" className="sticky bottom-0 z-10 border-t bg-raised px-4 py-3 shadow-raised">
      {pending && mayDecide.allowed && mayDecide.inPlaceOf.length > 0 && (
        <p className="mb-2 text-sm text-muted">{`You decide in place of ${enumerate(mayDecide.inPlaceOf)}, who named you.`}</p>
      )}
      {pending && !mayDecide.allowed && (
        <div className="mb-2 flex flex-wrap items-center justify-between gap-2">
          <p id={whyId} className="text-sm font-medium">
            {mayDecide.why}
          </p>
          <Others hold={hold} action={action} onBreakGlass={() => setBreaking(true)} />
        </div>
      )}
      {!pending && <Others hold={hold} action={action} onBreakGlass={() => setBreaking(true)} />}
      {pending && (
        <form
          className="flex flex-col gap-2 sm:flex-row sm:items-end"
          onSubmit={(event) => {
            event.preventDefault();
            if (chosen) decide(chosen);
          }}
        >
          <Field
            label={hold.reasonOptional ? "Reason (optional to approve)" : "Reason"}
            error={error}
            className="flex grow flex-col gap-1"
          >
            <Textarea
              ref={reasonRef}
              rows={1}
              className="field-sizing-content max-h-40"
              maxLength={2_000}
              required={!hold.reasonOptional}
              disabled={!allowed}
              placeholder={reasonPlaceholder(chosen)}
              onChange={() => {
                setMissing(false);
                action.clear();
              }}
              onKeyDown={(event) => {
                if (event.key === "Escape") event.currentTarget.blur();
                if (event.key === "Enter" && (event.metaKey || event.ctrlKey) && chosen) decide(chosen);
              }}
            />
          </Field>
          <div className="grid grid-cols-2 gap-2 sm:flex">
            {allowed && hold.mayBreakGlass && (
              <Button className="max-sm:col-span-2 max-sm:h-10" onClick={() => setBreaking(true)}>
                Release alone…
              </Button>
            )}
            {allowed && hold.editable !== null && (
              <Button className={wideClass} onClick={() => setEditReason(reasonRef.current?.value ?? "")}>
                Change…
              </Button>
            )}
            {allowed && hold.grants && (
              <Button className={wideClass} onClick={() => setGrantReason(reasonRef.current?.value ?? "")}>
                For a while…
              </Button>
            )}
            {(["denied", "approved"] as const).map((verdict) => (
              <VerdictButton
                key={verdict}
                verdict={verdict}
                allowed={allowed}
                chosen={chosen}
                sending={action.pending ? sending : null}
                what={what}
                onDecide={decide}
              />
            ))}
          </div>
        </form>
      )}
      {isBreaking && <BreakGlassDialog hold={hold} onClose={() => setBreaking(false)} />}
      {grantReason !== null && hold.grants && (
        <GrantDialog hold={hold} grants={hold.grants} reason={grantReason} onClose={() => setGrantReason(null)} />
      )}
      {editReason !== null && hold.editable !== null && (
        <EditDialog hold={hold} editable={hold.editable} reason={editReason} onClose={() => setEditReason(null)} />
      )}
    </section>
  );
}

type OthersProps = { hold: HoldDetail; action: ReturnType<typeof useHoldAction>; onBreakGlass: () => void };

/** What people may do with a call that is not theirs to decide. */
function Others({ hold, action, onBreakGlass }: OthersProps) {
  return (
    <span className="flex flex-wrap items-center gap-2">
      {hold.mayBreakGlass && <Button onClick={onBreakGlass}>Release alone…</Button>}
      {hold.mayWithdraw && (
        <Button pending={action.pending} onClick={() => action.run(() => withdrawHoldAction({ holdId: hold.id }))}>
          Take the call back
        </Button>
      )}
      {action.problem && <span className="text-sm text-danger">{action.problem}</span>}
    </span>
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
