"use client";

import { useId, useState, useTransition, type FormEvent, type ReactNode } from "react";
import { useRouter } from "next/navigation";
import type { ActionResult } from "#app/_server/action.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Sheet } from "#components/ui/dialog.tsx";
import { useInvalidFocus } from "./use-invalid-focus.ts";

type FormSheetProps<Output> = {
  open: boolean;
  title: string;
  description?: string;
  /** Says exactly what the button does. */
  save: string;
  /** Whether that takes something away for good. */
  isDanger?: boolean;
  act: () => Promise<ActionResult<Output>>;
  /** What happens once it is done; absent: the sheet closes. */
  onDone?: (value: Output) => void;
  /** What is shown in place of the form once it is done, such as a secret that is told once. */
  outcome?: { title: string; close: string; content: ReactNode } | null;
  onClose: () => void;
  /** The fields, given what was refused about each. */
  children: (errors: Record<string, string>) => ReactNode;
};

/** A form at the side of the page. Shows the page as it is afterwards, or says why nothing changed. */
export function FormSheet<Output>(props: FormSheetProps<Output>) {
  const { open, title, description, save, isDanger = false, act, onDone, outcome, onClose, children } = props;
  const router = useRouter();
  const formId = useId();
  const [refused, setRefused] = useState<Extract<ActionResult<unknown>, { ok: false }> | null>(null);
  const [pending, startTransition] = useTransition();
  const form = useInvalidFocus(refused);

  function submit(event: FormEvent): void {
    event.preventDefault();
    startTransition(async () => {
      const result = await act();
      setRefused(result.ok ? null : result);
      if (!result.ok) return;
      router.refresh();
      if (onDone) onDone(result.value);
      else onClose();
    });
  }

  return (
    <Sheet
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
      title={outcome?.title ?? title}
      description={outcome ? undefined : description}
      footer={
        <div className="flex justify-end gap-2">
          {outcome ? (
            <Button variant="primary" onClick={onClose}>
              {outcome.close}
            </Button>
          ) : (
            <>
              <Button onClick={onClose}>Cancel</Button>
              <Button type="submit" form={formId} variant={isDanger ? "danger" : "primary"} pending={pending}>
                {save}
              </Button>
            </>
          )}
        </div>
      }
    >
      {outcome ? (
        outcome.content
      ) : (
        <form ref={form} id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
          {refused && <Banner tone="danger">{refused.message}</Banner>}
          {children(refused?.fields ?? {})}
        </form>
      )}
    </Sheet>
  );
}
