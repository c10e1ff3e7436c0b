"use client";

import { useState } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { CodeBlock } from "#components/ui/code.tsx";
import { Field } from "#components/ui/field.tsx";
import { Checkbox, Input, Select } from "#components/ui/input.tsx";
import { describeRole, roleNames, type RoleName } from "#lib/people/shapes.ts";
import { FormSheet } from "../form-sheet.tsx";
import { createApiKeyAction } from "./actions.ts";

/** Who makes the key: what it may do ends there. */
export type Maker = { role: RoleName; auditor: boolean; mayWrite: boolean };

type Draft = {
  name: string;
  actsAs: "itself" | "me";
  role: RoleName;
  auditor: boolean;
  decides: boolean;
  days: number;
};

const dayMs = 86_400_000;
const lifetimes = [7, 30, 90, 365];

/** Makes an API key and shows it, once. */
export function ApiKeySheet({ maker, open, onClose }: { maker: Maker; open: boolean; onClose: () => void }) {
  const roles = roleNames.slice(roleNames.indexOf(maker.role));
  const [draft, setDraft] = useState<Draft>({
    name: "",
    actsAs: maker.mayWrite ? "itself" : "me",
    role: roles.includes("admin") ? "admin" : maker.role,
    auditor: false,
    decides: false,
    days: 90,
  });
  const [created, setCreated] = useState<string | null>(null);
  const isOwn = draft.actsAs === "me";

  function create() {
    const { days, decides, ...given } = draft;
    const expiresAt = new Date(Date.now() + days * dayMs);
    return createApiKeyAction({ ...given, decides: isOwn && decides, expiresAt });
  }

  return (
    <FormSheet
      open={open}
      title="Create an API key"
      save="Create the API key"
      act={create}
      onDone={({ key }) => setCreated(key)}
      outcome={
        created === null
          ? null
          : { title: "The API key is ready", close: "I have stored the key", content: <CreatedKey apiKey={created} /> }
      }
      onClose={onClose}
    >
      {(errors) => (
        <>
          <Field label="Name" hint="The audit log shows it beside what the key does." error={errors["name"]}>
            <Input
              value={draft.name}
              onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
              placeholder="deploy-pipeline"
              autoComplete="off"
              spellCheck={false}
            />
          </Field>
          {maker.mayWrite && (
            <Field label="Acts as" hint={isOwn ? ownHint : "It appears in the audit log under its own name."}>
              <Select
                value={draft.actsAs}
                onChange={(event) =>
                  setDraft({ ...draft, actsAs: event.currentTarget.value === "me" ? "me" : "itself" })
                }
              >
                <option value="itself">a program of its own</option>
                <option value="me">me</option>
              </Select>
            </Field>
          )}
          <Field label={isOwn ? "At most" : "Role"} hint={roleHint(isOwn)}>
            <Select
              value={draft.role}
              onChange={(event) => {
                const role = roles.find((name) => name === event.currentTarget.value);
                if (role) setDraft({ ...draft, role });
              }}
            >
              {roles.map((role) => (
                <option key={role} value={role}>
                  {describeRole({ role, auditor: false })}
                </option>
              ))}
            </Select>
          </Field>
          {maker.auditor && (
            <Checkbox
              label="Auditor: reads everything, request and response bodies too"
              checked={draft.auditor}
              onChange={(event) => setDraft({ ...draft, auditor: event.currentTarget.checked })}
            />
          )}
          {isOwn && (
            <Checkbox
              label="May decide held calls as me"
              checked={draft.decides}
              onChange={(event) => setDraft({ ...draft, decides: event.currentTarget.checked })}
            />
          )}
          {isOwn && draft.decides && (
            <Banner tone="warning">
              Whoever has this key approves in your name. Keep it from agents: one that has it can approve calls itself.
            </Banner>
          )}
          <Field label="Works for" error={errors["expiresAt"]}>
            <Select
              value={String(draft.days)}
              onChange={(event) => setDraft({ ...draft, days: Number(event.currentTarget.value) })}
              className="max-w-40"
            >
              {lifetimes.map((days) => (
                <option key={days} value={days}>
                  {days} days
                </option>
              ))}
            </Select>
          </Field>
        </>
      )}
    </FormSheet>
  );
}

const ownHint = "It does what you may do at that moment. You have to sign in here at least every 30 days.";

function roleHint(isOwn: boolean): string {
  return isOwn
    ? "Never more than you may yourself."
    : "Owners and admins change everything here. A power user has only activity of its own, which a program has none of.";
}

function CreatedKey({ apiKey }: { apiKey: string }) {
  return (
    <div className="flex flex-col gap-3">
      <Banner tone="warning" title="Copy it now">
        Only a hash of it is kept, so it cannot be shown again.
      </Banner>
      <CodeBlock code={apiKey} name="API key" />
      <p className="text-sm text-muted">
        Send it as <code className="font-mono">Authorization: Bearer</code>.{" "}
        <a href="/api/v1/openapi.json" target="_blank" rel="noreferrer" className="link">
          What the API can do
        </a>
      </p>
    </div>
  );
}
