"use client";

import { useState } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { CodeBlock } from "#components/ui/code.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import { FormSheet } from "../form-sheet.tsx";
import { splitNames } from "../names.ts";
import { createGatewayKeyAction } from "./actions.ts";

const empty = { agent: "", groups: "", connections: "", actsFor: "", expires: "" };

/** Makes a key and shows it, once. */
export function KeySheet({ open, onClose }: { open: boolean; onClose: () => void }) {
  const [draft, setDraft] = useState(empty);
  const [created, setCreated] = useState<string | null>(null);

  function create() {
    return createGatewayKeyAction({
      agent: draft.agent,
      groups: splitNames(draft.groups),
      connections: splitNames(draft.connections),
      ...(draft.actsFor.trim() && { actsFor: draft.actsFor }),
      ...(draft.expires && { expiresAt: new Date(draft.expires) }),
    });
  }

  const field = (
    errors: Record<string, string>,
    key: keyof typeof empty,
    label: string,
    hint: string,
    props: React.ComponentProps<"input"> = {},
  ) => (
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
    <FormSheet
      open={open}
      title="Create a key"
      save="Create the key"
      act={create}
      onDone={({ key }) => setCreated(key)}
      outcome={
        created === null
          ? null
          : {
              title: "The key is ready",
              close: "I have stored the key",
              content: <CreatedKey agent={draft.agent} apiKey={created} />,
            }
      }
      onClose={onClose}
    >
      {(errors) => (
        <>
          {field(errors, "agent", "Agent", "The name that policies match and the audit log shows.", {
            placeholder: "deploy-bot",
          })}
          {field(
            errors,
            "groups",
            "Groups",
            "What it may use follows from its groups, as with people. Separate by commas.",
            {
              placeholder: "agents",
              className: "font-mono",
            },
          )}
          {field(
            errors,
            "connections",
            "Only these connections",
            "Slugs, separated by commas. Empty: all its groups may use.",
            {
              className: "font-mono",
            },
          )}
          {field(
            errors,
            "actsFor",
            "Acts for",
            "E-mail of a person who has signed in here. Empty: it acts for itself.",
            {
              type: "email",
            },
          )}
          {field(errors, "expires", "Expires", "In your time zone. Empty: it works until it is revoked.", {
            type: "datetime-local",
            className: "max-w-56",
          })}
        </>
      )}
    </FormSheet>
  );
}

function CreatedKey({ agent, apiKey }: { agent: string; apiKey: string }) {
  return (
    <div className="flex flex-col gap-3">
      <Banner tone="warning" title="Copy it now">
        Only a hash of it is kept, so it cannot be shown again. Whoever has it acts as {agent}.
      </Banner>
      <CodeBlock code={apiKey} name="gateway key" />
      <p className="text-sm text-muted">
        Send it as <code className="font-mono">Authorization: Bearer</code>, or where the API&rsquo;s own client puts
        its key. It works within a second.
      </p>
    </div>
  );
}
