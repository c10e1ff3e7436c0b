"use client";

import { useState } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input, Textarea } from "#components/ui/input.tsx";
import type { HoldDetail } from "#lib/holds/schemas.ts";
import { breakGlassAction } from "../actions.ts";
import { useHoldAction } from "./use-hold-action.ts";

const words = "break glass";

/** Releases a call alone: a sentence and typed words, because everybody will read it. */
export function BreakGlassDialog({ hold, onClose }: { hold: HoldDetail; onClose: () => void }) {
  const { run, problem, pending } = useHoldAction();
  const [reason, setReason] = useState("");
  const [confirm, setConfirm] = useState("");
  const { id: holdId, requestDigest } = hold;
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title="Release this call alone"
      footer={
        <>
          <Button onClick={onClose}>Keep it held</Button>
          <Button
            variant="danger"
            pending={pending}
            disabled={confirm !== words || reason.trim().length < 10}
            onClick={() => run(() => breakGlassAction({ holdId, requestDigest, reason, confirm }), onClose)}
          >
            Release it alone
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4 text-sm">
        <p>
          It runs without the approvals that its rule asks for. Every approver is told, and it stays marked until
          somebody else has reviewed it.
        </p>
        <Field label="Why it cannot wait" hint="A sentence; everybody reads it.">
          <Textarea rows={3} maxLength={2_000} value={reason} onChange={(event) => setReason(event.target.value)} />
        </Field>
        <Field label={`Type: ${words}`}>
          <Input value={confirm} autoComplete="off" onChange={(event) => setConfirm(event.target.value)} />
        </Field>
        {problem && <Banner tone="danger">{problem}</Banner>}
      </div>
    </Dialog>
  );
}
