"use client";

import { useId, useState, useTransition, type FormEvent } from "react";
import { useRouter } from "next/navigation";
import type { ActionResult } from "#app/_server/action.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { CodeBlock } from "#components/ui/code.tsx";
import { Sheet } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { splitNames } from "../names.ts";
import { useInvalidFocus } from "../use-invalid-focus.ts";
import { createGatewayKeyAction } from "./actions.ts";

const empty = { agent: "", groups: "", connections: "", actsFor: "", expires: "" };

/** Makes a key and shows it, once. */
export function KeySheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const router = useRouter();
  const formId = useId();
  const [draft, setDraft] = useState(empty);
  const [created, setCreated] = useState<string | null>(null);
  const [refused, setRefused] = useState<Extract<ActionResult<unknown>, { ok: false }> | null>(null);
  const [pending, startTransition] = useTransition();
  const errors = refused?.fields ?? {};
  const form = useInvalidFocus(refused);

  function submit(event: FormEvent): void {
    event.preventDefault();
    startTransition(async () => {
      const result = await createGatewayKeyAction({
        agent: draft.agent,
        groups: splitNames(draft.groups),
        connections: splitNames(draft.connections),
        ...(draft.actsFor.trim() && { actsFor: draft.actsFor }),
        ...(draft.expires && { expiresAt: new Date(draft.expires) }),
      });
      if (!result.ok) {
        setRefused(result);
        return;
      }
      setCreated(result.value.key);
      router.refresh();
    });
  }

  const field = (key: keyof typeof empty, label: string, hint: string, props: React.ComponentProps<"input"> = {}) => (
    <Field label={label} hint={hint} error={errors[key === "expires" ? "expiresAt" : key]}>
      <Input
        value={draft[key]}
        onChange={(event) => setDraft({ ...draft, [key]: event.currentTarget.value })}
        autoComplete="off"
        spellCheck={false}
        {...props}
      />
    </Field>
  );
  return (
    <Sheet
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
      title={created ? "The key is ready" : "Create a key"}
      footer={
        <div className="flex justify-end gap-2">
          {created ? (
            <Button variant="primary" onClick={onClose}>
              I have stored the key
            </Button>
          ) : (
            <>
              <Button onClick={onClose}>Cancel</Button>
              <Button type="submit" form={formId} variant="primary" pending={pending}>
                Create the key
              </Button>
            </>
          )}
        </div>
      }
    >
      {created ? (
        <div className="flex flex-col gap-3">
          <Banner tone="warning" title="Copy it now">
            Only a hash of it is kept, so it cannot be shown again. Whoever has it acts as {draft.agent}.
          </Banner>
          <CodeBlock code={created} name="gateway key" />
          <p className="text-sm text-muted">
            Send it as <code className="font-mono">Authorization: Bearer</code>, or where the API&rsquo;s own client
            puts its key. It works within a second.
          </p>
        </div>
      ) : (
        <form ref={form} id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
          {refused && <Banner tone="danger">{refused.message}</Banner>}
          {field("agent", "Agent", "The name that policies match and the audit log shows.", {
            placeholder: "deploy-bot",
          })}
          {field("groups", "Groups", "What it may use follows from its groups, as with people. Separate by commas.", {
            placeholder: "agents",
            className: "font-mono",
          })}
          {field(
            "connections",
            "Only these connections",
            "Slugs, separated by commas. Empty: all its groups may use.",
            {
              className: "font-mono",
            },
          )}
          {field("actsFor", "Acts for", "E-mail of a person who has signed in here. Empty: it acts for itself.", {
            type: "email",
          })}
          {field("expires", "Expires", "In your time zone. Empty: it works until it is revoked.", {
            type: "datetime-local",
            className: "max-w-56",
          })}
        </form>
      )}
    </Sheet>
  );
}
