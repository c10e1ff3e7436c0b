"use client";

import { useState, useTransition, type ReactNode } from "react";
import { useRouter } from "next/navigation";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";

type ConfirmDialogProps = {
  open: boolean;
  title: string;
  /** Says exactly what will happen. */
  confirm: string;
  act: () => Promise<{ ok: true } | { ok: false; message: string }>;
  onClose: () => void;
  children: ReactNode;
};

/** Asks before something ends for good, then shows the page as it is afterwards, or says why nothing ended. */
export function ConfirmDialog({ open, title, confirm, act, onClose, children }: ConfirmDialogProps) {
  const router = useRouter();
  const [problem, setProblem] = useState<string | null>(null);
  const [pending, startTransition] = useTransition();
  function close(): void {
    setProblem(null);
    onClose();
  }
  function run(): void {
    startTransition(async () => {
      const result = await act();
      if (result.ok) {
        router.refresh();
        close();
      } else setProblem(result.message);
    });
  }
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => {
        if (!next) close();
      }}
      title={title}
      footer={
        <>
          <Button onClick={close}>Keep it</Button>
          <Button variant="danger" pending={pending} onClick={run}>
            {confirm}
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-3 text-sm">
        {children}
        {problem && <Banner tone="danger">{problem}</Banner>}
      </div>
    </Dialog>
  );
}
