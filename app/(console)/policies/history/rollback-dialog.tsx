"use client";

import { useId, useState, useTransition, type FormEvent } from "react";
import { useRouter } from "next/navigation";
import type { ActionResult } from "#app/_server/action.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { Confirmation } from "#lib/policies/schemas.ts";
import { rollbackPolicyAction } from "../actions.ts";

type RollbackDialogProps = { version: number; inForce: number; onDone: () => void; onClose: () => void };

/** Puts an earlier version back in force as a new one. The reason is there already, so that one click is enough. */
export function RollbackDialog({ version, inForce, onDone, onClose }: RollbackDialogProps) {
  const formId = useId();
  const router = useRouter();
  const [reason, setReason] = useState(`Back to version ${version}`);
  const [typed, setTyped] = useState("");
  const [refused, setRefused] = useState<Extract<ActionResult<unknown>, { ok: false }> | null>(null);
  const [pending, startTransition] = useTransition();
  const fields = refused?.fields ?? {};
  function rollBack(event: FormEvent): void {
    event.preventDefault();
    startTransition(async () => {
      const confirm = Confirmation.safeParse(typed.trim());
      const answer = await rollbackPolicyAction({
        version,
        baseVersion: inForce,
        reason,
        ...(confirm.success && { confirm: confirm.data }),
      });
      if (!answer.ok) {
        setRefused(answer);
        return;
      }
      startTransition(() => {
        router.refresh();
        onDone();
      });
    });
  }
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={`Roll back to version ${version}`}
      description={`Its rules are published again as version ${inForce + 1}. The draft, if there is one, stays.`}
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} variant="primary" pending={pending}>
            {`Publish version ${inForce + 1}`}
          </Button>
        </>
      }
    >
      <form id={formId} onSubmit={rollBack} noValidate className="flex flex-col gap-4">
        {refused && !fields["reason"] && !fields["confirm"] && <Banner tone="danger">{refused.message}</Banner>}
        <Field label="Reason" error={fields["reason"]}>
          <Input value={reason} onChange={(event) => setReason(event.currentTarget.value)} maxLength={2000} />
        </Field>
        {fields["confirm"] && (
          <Field label="Confirmation" error={fields["confirm"]}>
            <Input value={typed} onChange={(event) => setTyped(event.currentTarget.value)} autoComplete="off" />
          </Field>
        )}
      </form>
    </Dialog>
  );
}
