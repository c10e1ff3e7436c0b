"use client";

import { useState, useTransition, type FormEvent } from "react";
import { useRouter } from "next/navigation";
import type { ActionResult } from "#app/_server/action.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Checkbox, Input, Select } from "#components/ui/input.tsx";
import { datadogReaches, type DatadogReach } from "#lib/datadog/shapes.ts";
import { datadogSites } from "#lib/sinks/shapes.ts";
import { joinNames, splitNames } from "../names.ts";
import { useInvalidFocus } from "../use-invalid-focus.ts";
import { connectDatadogAction } from "./actions.ts";
import { DatadogConnected, type Connected } from "./datadog-connected.tsx";
import { installDatadogRules, type InstalledPacks } from "./install-datadog-rules.ts";
import { SecretField } from "./secret-field.tsx";

const parts: Record<DatadogReach, { words: string; host: string }> = {
  api: { words: "the API", host: "api" },
  logs: { words: "the logs intake", host: "http-intake.logs" },
  events: { words: "the events intake", host: "event-management-intake" },
  mcp: { words: "Datadog's MCP server", host: "mcp" },
};

/** Makes a Datadog account reachable in one step: verified keys, a connection for each host, its rules in the draft. */
export function DatadogForm({ packs, onDone }: { packs: InstalledPacks; onDone: () => void }) {
  const router = useRouter();
  const [draft, setDraft] = useState({
    slug: "datadog",
    site: "datadoghq.com",
    address: "",
    apiKey: "",
    appKey: "",
    reach: ["api"] as DatadogReach[],
    groups: "",
    clientSite: "",
    approvers: joinNames(packs["datadog-api"]?.approvers ?? packs["datadog-mcp"]?.approvers),
    rules: true,
  });
  const [refused, setRefused] = useState<Extract<ActionResult<unknown>, { ok: false }> | null>(null);
  const [connected, setConnected] = useState<Connected | null>(null);
  const [pending, startTransition] = useTransition();
  const form = useInvalidFocus(refused);
  const errors = refused?.fields ?? {};
  const set = (change: Partial<typeof draft>) => setDraft({ ...draft, ...change });

  function submit(event: FormEvent): void {
    event.preventDefault();
    if (draft.rules && splitNames(draft.approvers).length === 0) {
      const message = "Name at least one group that may approve, or leave the rules out.";
      setRefused({ ok: false, code: "invalid", message, fields: { approvers: "Name at least one group." } });
      return;
    }
    startTransition(async () => {
      const { slug, apiKey, appKey, reach, clientSite } = draft;
      const result = await connectDatadogAction({
        slug,
        site: draft.site === "" ? draft.address : draft.site,
        apiKey,
        appKey,
        reach,
        groups: splitNames(draft.groups),
        ...(clientSite.trim() !== "" && { clientSite }),
      });
      setRefused(result.ok ? null : result);
      if (!result.ok) return;
      const slugs = result.value.connections.map((connection) => connection.slug);
      setConnected({ slugs, rules: draft.rules ? await installDatadogRules(draft, packs) : "not wanted" });
      router.refresh();
    });
  }
  if (connected) return <DatadogConnected connected={connected} onDone={onDone} />;
  return (
    <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-4">
      {refused && <Banner tone="danger">{refused.message}</Banner>}
      <Field
        label="Site"
        hint="The one in the address of your Datadog."
        error={draft.site === "" ? undefined : errors["site"]}
      >
        <Select value={draft.site} onChange={(event) => set({ site: event.currentTarget.value })}>
          {datadogSites.map((site) => (
            <option key={site} value={site}>
              {site}
            </option>
          ))}
          <option value="">an address of your own</option>
        </Select>
      </Field>
      {draft.site === "" && (
        <Field label="Address" hint="Of what stands in for Datadog's API." error={errors["site"]}>
          <Input
            value={draft.address}
            onChange={(event) => set({ address: event.currentTarget.value })}
            placeholder="https://datadog.example.com"
            spellCheck={false}
            className="font-mono"
          />
        </Field>
      )}
      <SecretField
        label="API key"
        value={draft.apiKey}
        error={errors["apiKey"]}
        onChange={(apiKey) => set({ apiKey })}
      />
      <SecretField
        label="Application key"
        value={draft.appKey}
        error={errors["appKey"]}
        onChange={(appKey) => set({ appKey })}
      />
      <fieldset className="flex flex-col gap-1">
        <legend className="text-sm font-medium">Agents may reach</legend>
        {datadogReaches.map((part) => (
          <Checkbox
            key={part}
            label={`${parts[part].words}${draft.site === "" ? "" : ` (${parts[part].host}.${draft.site})`}`}
            checked={draft.reach.includes(part)}
            onChange={(event) => {
              const others = draft.reach.filter((each) => each !== part);
              set({ reach: event.currentTarget.checked ? [...others, part] : others });
            }}
          />
        ))}
        {errors["reach"] && (
          <p role="alert" className="text-xs text-danger">
            {errors["reach"]}
          </p>
        )}
      </fieldset>
      <Field
        label="Slug"
        hint="A connection each; those beside the API add -logs, -events and -mcp. Another account takes another slug."
        error={errors["slug"]}
      >
        <Input
          value={draft.slug}
          onChange={(event) => set({ slug: event.currentTarget.value })}
          spellCheck={false}
          className="font-mono"
        />
      </Field>
      <Field
        label="Caller groups"
        hint="Who may use them, separated by commas. Empty: every authenticated caller."
        error={errors["groups"]}
      >
        <Input
          value={draft.groups}
          onChange={(event) => set({ groups: event.currentTarget.value })}
          spellCheck={false}
          className="font-mono"
        />
      </Field>
      <Field
        label="Site that clients are given"
        hint="What clients have in DD_SITE where they insist on host names: requests for api.<it> lead here. Empty: by path only."
        error={errors["clientSite"]}
      >
        <Input
          value={draft.clientSite}
          onChange={(event) => set({ clientSite: event.currentTarget.value })}
          placeholder="dd.example.com"
          spellCheck={false}
          className="font-mono"
        />
      </Field>
      <Checkbox
        label="Put the rules for Datadog into the policy's draft"
        checked={draft.rules}
        onChange={(event) => set({ rules: event.currentTarget.checked })}
      />
      {draft.rules && (
        <Field
          label="Who approves what they hold"
          hint="Groups, separated by commas. Packs that are installed already cover their connections and these."

          error={errors["approvers"]}
        >
          <Input
            value={draft.approvers}
            onChange={(event) => set({ approvers: event.currentTarget.value })}
            spellCheck={false}
            className="font-mono"
          />
        </Field>
      )}
      <div className="flex flex-wrap items-center justify-end gap-3">
        <p className="grow text-xs text-muted">
          Datadog is asked whether the API key is valid before anything is saved.
        </p>
        <Button type="submit" variant="primary" pending={pending}>
          Connect Datadog
        </Button>
      </div>
    </form>
  );
}
