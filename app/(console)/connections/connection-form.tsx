"use client";

import { useState, useTransition, type FormEvent } from "react";
import { useRouter } from "next/navigation";
import type { ActionResult } from "#app/_server/action.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input, Select } from "#components/ui/input.tsx";
import type { ConnectionSummary } from "#lib/connections/schemas.ts";
import { joinNames, splitNames } from "../names.ts";
import { useInvalidFocus } from "../use-invalid-focus.ts";
import { createConnectionAction, updateConnectionAction } from "./actions.ts";
import { RecordingFields } from "./recording-fields.tsx";
import { CredentialFields, type CredentialDraft } from "./credential-fields.tsx";

type ConnectionFormProps = {
  /** Absent: the form adds one. */
  connection?: ConnectionSummary;
  onDone: (slug: string) => void;
};

export function ConnectionForm({ connection, onDone }: ConnectionFormProps) {
  const router = useRouter();
  const [draft, setDraft] = useState(() => ({
    slug: connection?.slug ?? "",
    name: connection?.name ?? "",
    kind: connection?.kind ?? "mcp",
    baseUrl: connection?.baseUrl ?? "",
    groups: joinNames(connection?.groups),
    hosts: joinNames(connection?.hosts),
    callsPerMinute: String(connection?.callsPerMinute ?? ""),
    callsAtOnce: String(connection?.callsAtOnce ?? ""),
    recording: connection?.recording ?? "strict",
    shareable: connection?.shareable ?? false,
    holdBudgetS: String((connection?.holdBudgetMs ?? 45_000) / 1000),
  }));
  const [credential, setCredential] = useState<CredentialDraft>(connection?.credential ? "keep" : null);
  const [refused, setRefused] = useState<Extract<ActionResult<unknown>, { ok: false }> | null>(null);
  const [pending, startTransition] = useTransition();
  const errors = refused?.fields ?? {};
  const form = useInvalidFocus(refused);
  const set = (change: Partial<typeof draft>) => setDraft({ ...draft, ...change });
  const isProgram = draft.kind === "mcp" && draft.baseUrl.startsWith("stdio:");

  function submit(event: FormEvent): void {
    event.preventDefault();
    startTransition(async () => {
      const fields = {
        name: draft.name,
        kind: draft.kind,
        baseUrl: draft.baseUrl,
        groups: splitNames(draft.groups),
        holdBudgetMs: Math.round(Number(draft.holdBudgetS) * 1000),
        hosts: draft.kind === "http" ? splitNames(draft.hosts) : [],
        callsPerMinute: draft.callsPerMinute.trim() === "" ? null : Number(draft.callsPerMinute),
        callsAtOnce: draft.callsAtOnce.trim() === "" ? null : Number(draft.callsAtOnce),
        recording: draft.recording,
        shareable: isProgram && draft.shareable,
      };
      const result = connection
        ? await updateConnectionAction({
            ...fields,
            id: connection.id,
            expectedUpdatedAt: connection.updatedAt,
            ...(credential !== "keep" && { credential }),
          })
        : await createConnectionAction({
            ...fields,
            slug: draft.slug,
            credential: credential === "keep" ? null : credential,
          });
      if (!result.ok) {
        setRefused(result);
        return;
      }
      router.refresh();
      onDone(result.value.slug);
    });
  }

  return (
    <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-4 border-t pt-4">
      {refused && <Banner tone="danger">{refused.message}</Banner>}
      {!connection && (
        <Field label="Slug" hint="Part of the address, and its name in policies; it stays." error={errors["slug"]}>
          <Input
            value={draft.slug}
            onChange={(event) => set({ slug: event.currentTarget.value })}
            placeholder="billing"
            autoComplete="off"
            spellCheck={false}
            className="font-mono"
          />
        </Field>
      )}
      <Field label="Name" error={errors["name"]}>
        <Input
          value={draft.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
          placeholder="Billing"
        />
      </Field>
      <Field label="Kind" error={errors["kind"]}>
        <Select
          value={draft.kind}
          onChange={(event) => set({ kind: event.currentTarget.value === "http" ? "http" : "mcp" })}
        >
          <option value="mcp">MCP server (Streamable HTTP or stdio)</option>
          <option value="http">HTTP API</option>
        </Select>
      </Field>
      <Field
        label="Address"
        hint="Where the gateway sends the calls. For a program: stdio: and a name, such as stdio:files."
        error={errors["baseUrl"]}
      >
        <Input
          type="url"
          value={draft.baseUrl}
          onChange={(event) => set({ baseUrl: event.currentTarget.value })}
          placeholder={draft.kind === "mcp" ? "https://mcp.example.com/mcp" : "https://api.example.com"}
          autoComplete="off"
          spellCheck={false}
          className="font-mono"
        />
      </Field>
      <CredentialFields
        value={credential}
        stored={connection?.credential ?? null}
        errors={errors}
        onChange={setCredential}
      />
      <Field
        label="Caller groups"
        hint="Who may use it, separated by commas. Empty: every authenticated caller."
        error={errors["groups"]}
      >
        <Input
          value={draft.groups}
          onChange={(event) => set({ groups: event.currentTarget.value })}
          className="font-mono"
        />
      </Field>
      {draft.kind === "http" && (
        <Field
          label="Host names"
          hint="For clients that insist on one: requests for these hosts come here without a path prefix. Separate by commas; * stands for anything."
          error={errorOf(errors, "hosts")}
        >
          <Input
            value={draft.hosts}
            onChange={(event) => set({ hosts: event.currentTarget.value })}
            placeholder="api.*, http-intake.logs.*"
            autoComplete="off"
            spellCheck={false}
            className="font-mono"
          />
        </Field>
      )}
      <div className="flex flex-wrap gap-4">
        <Field
          label="Calls a minute"
          hint="Of one caller. Empty: as the gateway is set."
          error={errors["callsPerMinute"]}
          className="flex min-w-40 flex-1 flex-col gap-1"
        >
          <Input
            inputMode="numeric"
            value={draft.callsPerMinute}
            onChange={(event) => set({ callsPerMinute: event.currentTarget.value })}
          />
        </Field>
        <Field
          label="Calls at once"
          hint="Of one caller, streams included."
          error={errors["callsAtOnce"]}
          className="flex min-w-40 flex-1 flex-col gap-1"
        >
          <Input
            inputMode="numeric"
            value={draft.callsAtOnce}
            onChange={(event) => set({ callsAtOnce: event.currentTarget.value })}
          />
        </Field>
      </div>
      <Field
        label="Held calls wait, in seconds"
        hint="How long the caller's request stays open; then it is told to retry and finds its hold again."
        error={errors["holdBudgetMs"]}
      >
        <Input
          inputMode="numeric"
          value={draft.holdBudgetS}
          onChange={(event) => set({ holdBudgetS: event.currentTarget.value })}
          className="max-w-32"
        />
      </Field>
      <RecordingFields
        recording={draft.recording}
        shareable={draft.shareable}
        isProgram={isProgram}
        errors={errors}
        onChange={set}
      />
      <div className="flex justify-end">
        <Button type="submit" variant="primary" pending={pending}>
          {connection ? "Save the connection" : "Add the connection"}
        </Button>
      </div>
    </form>
  );
}

/** The first complaint about a field or about one entry of it. */
function errorOf(errors: Record<string, string>, field: string): string | undefined {
  const key = Object.keys(errors).find((name) => name === field || name.startsWith(`${field}.`));
  return key && errors[key];
}
