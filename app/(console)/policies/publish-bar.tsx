"use client";

import { useState, useTransition, type FormEvent } from "react";
import { useRouter } from "next/navigation";
import type { ActionResult } from "#app/_server/action.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import type { Rule } from "#lib/policies/schemas.ts";
import { enumerate } from "../names.ts";
import { useInvalidFocus } from "../use-invalid-focus.ts";
import { publishPolicyAction } from "./actions.ts";

type PublishBarProps = {
  baseVersion: number;
  rules: Rule[];
  published: Rule[];
  onDone: () => void;
  onDiscard: () => void;
};

/** Stays in view while there is something to publish: what differs, why, and the button that makes it live. */
export function PublishBar({ baseVersion, rules, published, onDone, onDiscard }: PublishBarProps) {
  const router = useRouter();
  const [reason, setReason] = useState("");
  const [refused, setRefused] = useState<Extract<ActionResult<unknown>, { ok: false }> | null>(null);
  const [pending, startTransition] = useTransition();
  const form = useInvalidFocus(refused);
  const changes = describeChanges(published, rules);
  function publish(event: FormEvent): void {
    event.preventDefault();
    startTransition(async () => {
      const result = await publishPolicyAction({ baseVersion, document: { rules }, reason });
      if (!result.ok) {
        setRefused(result);
        return;
      }
      // One transition with the new rules, so that the old ones do not show again in between.
      startTransition(() => {
        router.refresh();
        onDone();
      });
    });
  }
  return (
    <form
      ref={form}
      onSubmit={publish}
      noValidate
      aria-label="Publish the draft"
      className="sticky bottom-0 mt-auto flex flex-col gap-2 border-t bg-raised px-4 py-3"
    >
      {refused && !refused.fields?.["reason"] && <Banner tone="danger">{refused.message}</Banner>}
      <div className="flex flex-wrap items-start gap-3">
        <Field
          label={
            <>
              Reason <span className="font-normal text-muted">{`for this draft: ${changes}`}</span>
            </>
          }
          error={refused?.fields?.["reason"]}
          className="flex grow flex-col gap-1"
        >
          <Input
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            placeholder="Kept with the version and in the audit log"
            maxLength={2000}
          />
        </Field>
        <div className="flex gap-2 sm:pt-6">
          <Button onClick={onDiscard} disabled={pending}>
            Discard
          </Button>
          <Button type="submit" variant="primary" pending={pending} disabled={changes === nothing}>
            {`Publish version ${baseVersion + 1}`}
          </Button>
        </div>
      </div>
    </form>
  );
}

const nothing = "nothing differs from the version in force";

function countRules(count: number): string {
  return count === 1 ? "1 rule" : `${count} rules`;
}

function describeChanges(before: Rule[], after: Rule[]): string {
  const old = new Map(before.map((rule) => [rule.id, JSON.stringify(rule)]));
  const added = after.filter((rule) => !old.has(rule.id)).length;
  const changed = after.filter((rule) => old.has(rule.id) && old.get(rule.id) !== JSON.stringify(rule)).length;
  const removed = before.filter((rule) => !after.some((other) => other.id === rule.id)).length;
  const parts = [
    added > 0 && `${countRules(added)} added`,
    changed > 0 && `${countRules(changed)} changed`,
    removed > 0 && `${countRules(removed)} deleted`,
  ].filter((part) => part !== false);
  return parts.length > 0 ? enumerate(parts) : nothing;
}
