"use client";

import { useId, useState, useTransition, type FormEvent } from "react";
import { useRouter } from "next/navigation";
import type { ActionResult } from "#app/_server/action.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Code } from "#components/ui/code.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { TextDiff } from "#components/ui/text-diff.tsx";
import { Confirmation } from "#lib/policies/schemas.ts";
import { useInvalidFocus } from "../use-invalid-focus.ts";
import { publishPolicyAction } from "./actions.ts";
import { answerOf } from "./answer-of.ts";
import { PolicyDiff } from "./policy-diff.tsx";
import type { Checked } from "./use-checked-policy.ts";
import type { DraftInHand } from "./use-policy-draft.ts";

type PublishDialogProps = {
  version: number;
  /** The text in force. */
  published: string;
  draft: DraftInHand;
  checked: Checked;
  onPublished: () => void;
  onClose: () => void;
};

/** The last look before a draft is in force: what it changes, how its tests came out, why. */
export function PublishDialog({ version, published, draft, checked, onPublished, onClose }: PublishDialogProps) {
  const formId = useId();
  const router = useRouter();
  const [reason, setReason] = useState("");
  const [typed, setTyped] = useState("");
  const [refused, setRefused] = useState<Extract<ActionResult<unknown>, { ok: false }> | null>(null);
  const [pending, startTransition] = useTransition();
  const form = useInvalidFocus(refused);
  const { result, failure } = checked;
  const failed = result?.tests.filter(({ passed }) => !passed) ?? [];
  const isReady = result !== null && checked.isCurrent && result.problems.length === 0 && failed.length === 0;
  function publish(event: FormEvent): void {
    event.preventDefault();
    startTransition(async () => {
      const saved = await draft.save();
      if (!saved) {
        setRefused({ ok: false, code: "conflict", message: "The draft could not be saved, so it was not published." });
        return;
      }
      const confirm = Confirmation.safeParse(typed.trim());
      const publication = publishPolicyAction({
        baseVersion: saved.baseVersion,
        source: saved.source,
        draftRevision: saved.revision,
        reason,
        ...(confirm.success && { confirm: confirm.data }),
      });
      const answer = await answerOf(publication);
      if (!answer.ok) {
        setRefused(answer);
        return;
      }
      // One transition with the new rules, so that the old ones do not show again in between.
      startTransition(() => {
        router.refresh();
        draft.forget();
        onPublished();
      });
    });
  }
  const fieldErrors = refused?.fields ?? {};
  return (
    <Dialog
      wide
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={`Publish version ${version + 1}`}
      description="It is in force in every gateway within a second."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} variant="primary" pending={pending} disabled={!isReady}>
            {`Publish version ${version + 1}`}
          </Button>
        </>
      }
    >
      <form ref={form} id={formId} onSubmit={publish} noValidate className="flex flex-col gap-4">
        {refused && !fieldErrors["reason"] && !fieldErrors["confirm"] && (
          <Banner tone="danger">{refused.message}</Banner>
        )}
        {failure && <Banner tone="danger">{failure}</Banner>}
        {result && result.problems.length > 0 && (
          <Banner tone="danger" title="This cannot be published as it stands.">
            <ul>
              {result.problems.slice(0, 5).map(({ line, column, message }, index) => (
                <li key={index}>{line === null ? message : `Line ${line}, column ${column ?? 1}: ${message}`}</li>
              ))}
            </ul>
          </Banner>
        )}
        {result && result.problems.length === 0 && <Tests failed={failed} count={result.tests.length} />}
        {result && result.problems.length === 0 && <PolicyDiff diff={result.diff} />}
        <WholeDiff before={published} after={draft.source} />
        {result?.confirm && (
          <Field
            label={
              <>
                {dangers[result.confirm]} Type <Code>{result.confirm}</Code> to publish it all the same.
              </>
            }
            hint="That you did is recorded with the version and in the audit log."
            error={fieldErrors["confirm"]}
          >
            <Input
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              autoComplete="off"
              spellCheck={false}
            />
          </Field>
        )}
        <Field label="Reason" error={fieldErrors["reason"]}>
          <Input
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            placeholder="Kept with the version and in the audit log"
            maxLength={2000}
          />
        </Field>
      </form>
    </Dialog>
  );
}

const dangers: Record<Confirmation, string> = {
  "allow everything": "This policy would let every call pass.",
  "lock everybody out": "This policy would deny every call to every connection.",
};

function Tests({ failed, count }: { failed: readonly { name: string; problem: string }[]; count: number }) {
  if (count === 0) return null;
  if (failed.length === 0) {
    return <Banner tone="success">{count === 1 ? "The test passes." : `All ${count} tests pass.`}</Banner>;
  }
  const title =
    failed.length === 1
      ? "A test fails, so this cannot be published."
      : `${failed.length} tests fail, so this cannot be published.`;
  return (
    <Banner tone="danger" title={title}>
      <ul>
        {failed.map(({ name, problem }) => (
          <li key={name}>{`${name}: ${problem}`}</li>
        ))}
      </ul>
    </Banner>
  );
}

/** Everything that differs, comments and tests included; worked out once somebody wants to see it. */
function WholeDiff({ before, after }: { before: string; after: string }) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <details className="text-sm" onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary className="w-fit cursor-pointer rounded-sm text-accent">The whole text, line by line</summary>
      {isOpen && (
        <div className="pt-2">
          <TextDiff before={before} after={after} label="Changes of the whole text" />
        </div>
      )}
    </details>
  );
}
