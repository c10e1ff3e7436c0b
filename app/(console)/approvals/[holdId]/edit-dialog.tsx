"use client";

import { useState } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { TextDiff } from "#components/ui/text-diff.tsx";
import type { HoldDetail } from "#lib/holds/schemas.ts";
import { decideHoldAction } from "../actions.ts";
import { useHoldAction } from "./use-hold-action.ts";

type EditDialogProps = { hold: HoldDetail; editable: string; reason: string; onClose: () => void };

/** Changes the arguments of a call and approves what comes out: shown as it will run, before anybody clicks. */
export function EditDialog({ hold, editable, reason: given, onClose }: EditDialogProps) {
  const { run, problem, pending, clear } = useHoldAction();
  const [text, setText] = useState(editable);
  const [reason, setReason] = useState(given);
  const edited = indented(text);
  const isChanged = edited !== null && edited !== indented(editable);
  const mayGoWithout = hold.reasonOptional || reason.trim() !== "";

  function approve(): void {
    const { id: holdId, requestDigest } = hold;
    run(
      () => decideHoldAction({ holdId, verdict: "approved", reason: reason.trim(), requestDigest, edited: text }),
      onClose,
    );
  }

  return (
    <Dialog
      wide
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title="Change the arguments, and approve"
      footer={
        <>
          <Button onClick={onClose}>Back</Button>
          <Button variant="primary" pending={pending} disabled={!isChanged || !mayGoWithout} onClick={approve}>
            Approve with these changes
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-4 text-sm">
        <p>
          The call runs with what stands here, after the policy has judged it again. Both versions are kept, and the
          caller is told what you changed.
        </p>
        <Field
          label={hold.kind === "mcp" ? "Arguments" : "Body"}
          error={edited === null ? "This is not JSON." : undefined}
        >
          <Textarea
            rows={10}
            value={text}
            spellCheck={false}
            autoComplete="off"
            className="font-mono text-xs"
            onChange={(event) => {
              setText(event.target.value);
              clear();
            }}
          />
        </Field>
        {isChanged && <TextDiff before={indented(editable) ?? ""} after={edited} label="What you changed" />}
        <Field label={hold.reasonOptional ? "Reason (optional)" : "Reason"}>
          <Textarea rows={2} maxLength={2_000} value={reason} onChange={(event) => setReason(event.target.value)} />
        </Field>
        {problem && <Banner tone="danger">{problem}</Banner>}
      </div>
    </Dialog>
  );
}

/** The JSON value of a text, written in one way; null where it has none. */
function indented(text: string): string | null {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return null;
  }
}
