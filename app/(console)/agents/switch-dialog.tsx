"use client";

import { useState, useTransition } from "react";
import { useRouter } from "next/navigation";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { UntrustedText } from "#components/ui/untrusted-text.tsx";
import type { IdentitySummary } from "#lib/agents/schemas.ts";
import { disableIdentityAction, enableIdentityAction } from "./actions.ts";

type SwitchDialogProps = { identity: IdentitySummary | null; onClose: () => void };

/** Asks before a person or an agent is cut off, and for the reason; or before they are let in again. */
export function SwitchDialog({ identity, onClose }: SwitchDialogProps) {
  const router = useRouter();
  const [reason, setReason] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [pending, startTransition] = useTransition();
  const enabling = identity !== null && identity.disabled !== null;
  function close(): void {
    setProblem(null);
    setReason("");
    onClose();
  }
  function confirm(name: string): void {
    startTransition(async () => {
      const result = enabling
        ? await enableIdentityAction({ identity: name })
        : await disableIdentityAction({ identity: name, reason });
      if (result.ok) {
        router.refresh();
        close();
      } else setProblem(result.fields?.["reason"] ?? result.message);
    });
  }
  return (
    <Dialog
      open={identity !== null}
      onOpenChange={(open) => {
        if (!open) close();
      }}
      title={enabling ? "Enable this caller" : "Disable this caller"}
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button
            variant={enabling ? "primary" : "danger"}
            pending={pending}
            onClick={() => identity && confirm(identity.identity)}
          >
            {enabling ? "Let it call again" : "Refuse its calls"}
          </Button>
        </>
      }
    >
      {identity && (
        <div className="flex flex-col gap-3 text-sm">
          <p>
            {enabling ? "Calls of the " : "Within a second every call of the "}
            {identity.kind} <UntrustedText text={identity.name} limit={120} />
            {enabling
              ? " are taken again, as far as its keys, its groups and the policy allow."
              : " is refused, and what it has open is ended, whatever it signs in with."}
          </p>
          {!enabling && (
            <Field label="Reason" hint="The audit log keeps it.">
              <Textarea value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
            </Field>
          )}
          {problem && <Banner tone="danger">{problem}</Banner>}
        </div>
      )}
    </Dialog>
  );
}
