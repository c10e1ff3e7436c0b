"use client";

import { useState, useTransition, type FormEvent } from "react";
import type { ActionResult } from "#app/_server/action.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Checkbox, Input } from "#components/ui/input.tsx";
import type { ContentPlan } from "#lib/datadog/schemas.ts";
import { useInvalidFocus } from "../../use-invalid-focus.ts";
import { applyDatadogContentAction, planDatadogContentAction } from "../actions.ts";
import { ContentChanges } from "./content-changes.tsx";
import { FacetsList } from "./facets-list.tsx";

type Refused = Extract<ActionResult<unknown>, { ok: false }>;
type Shown = { plan: ContentPlan; remove: boolean };

/** Puts Holdpoint's dashboard and monitors into the account, or takes them out: shown first, written then. */
export function ContentView({ sinkId, connections }: { sinkId: string; connections: string[] }) {
  const [appKey, setAppKey] = useState("");
  const [sensitive, setSensitive] = useState<string[] | null>(null);
  const [notify, setNotify] = useState("");
  const [shown, setShown] = useState<Shown | null>(null);
  const [left, setLeft] = useState<string[]>([]);
  const [done, setDone] = useState<string | null>(null);
  const [refused, setRefused] = useState<Refused | null>(null);
  const [pending, startTransition] = useTransition();
  const form = useInvalidFocus(refused);
  const due = shown?.plan.changes.filter(({ change, key }) => change !== "unchanged" && !left.includes(key)) ?? [];
  const input = (remove: boolean) => ({
    sinkId,
    appKey,
    remove,
    ...(sensitive !== null && { sensitive }),
    ...(notify.trim() !== "" && { notify }),
  });

  function plan(remove: boolean): void {
    setDone(null);
    startTransition(async () => {
      const result = await planDatadogContentAction(input(remove));
      setRefused(result.ok ? null : result);
      setShown(result.ok ? { plan: result.value, remove } : null);
      setLeft([]);
    });
  }
  function write({ plan: { digest }, remove }: Shown): void {
    startTransition(async () => {
      const result = await applyDatadogContentAction({ ...input(remove), digest, keys: due.map(({ key }) => key) });
      setRefused(result.ok ? null : result);
      setShown(null);
      if (result.ok) setDone(remove ? "Removed from Datadog." : "Written to Datadog.");
    });
  }
  function edit(change: () => void): void {
    change();
    setShown(null);
  }

  return (
    <div className="flex max-w-3xl flex-col gap-6">
      <form
        ref={form}
        noValidate
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          plan(false);
        }}
        className="flex flex-col gap-4"
      >
        <p className="text-sm text-muted">
          A dashboard of what agents do, and monitors for an action that ran without its approval, a lone release, a
          sensitive connection, a spike of one identity, denied calls, and a trail that does not arrive. What is changed
          is shown before it is written, and it can be taken out again.
        </p>
        {refused && <Banner tone="danger">{refused.message}</Banner>}
        {done && <Banner tone="success">{done}</Banner>}
        <Field
          label="Application key"
          hint="Of somebody who may write dashboards and monitors. It is used now and not kept."
          error={refused?.fields?.["appKey"]}
        >
          <Input
            type="password"
            value={appKey}
            onChange={(event) => edit(() => setAppKey(event.currentTarget.value))}
            autoComplete="new-password"
            className="max-w-md font-mono"
          />
        </Field>
        <fieldset className="flex flex-col gap-1">
          <legend className="text-sm font-medium">Sensitive connections</legend>
          <p className="text-xs text-muted">
            A monitor tells whenever an agent reaches one of them. Until one is chosen here, what the account has stays.
          </p>
          <div className="flex flex-wrap gap-x-4">
            {connections.map((slug) => (
              <Checkbox
                key={slug}
                label={<span className="font-mono text-xs">{slug}</span>}
                checked={sensitive?.includes(slug) ?? false}
                onChange={(event) => {
                  const others = (sensitive ?? []).filter((each) => each !== slug);
                  edit(() => setSensitive(event.currentTarget.checked ? [...others, slug] : others));
                }}
              />
            ))}
          </div>
        </fieldset>
        <Field label="Whom the monitors tell" hint="Datadog's handles. Empty: as they are there, or nobody.">
          <Input
            value={notify}
            onChange={(event) => edit(() => setNotify(event.currentTarget.value))}
            placeholder="@slack-security @pagerduty-platform"
            spellCheck={false}
            className="max-w-md font-mono"
          />
        </Field>
        <div className="flex flex-wrap gap-2">
          <Button type="submit" pending={pending && shown === null}>
            Show what would change
          </Button>
          <Button variant="ghost" disabled={pending} onClick={() => plan(true)}>
            Show what removing would take out
          </Button>
        </div>
      </form>
      {shown && (
        <section aria-label="Changes" className="flex flex-col gap-3">
          <ContentChanges
            changes={shown.plan.changes}
            left={left}
            onLeave={(key, isLeft) => setLeft(isLeft ? [...left, key] : left.filter((each) => each !== key))}
          />
          {due.length > 0 && (
            <div>
              <Button variant={shown.remove ? "danger" : "primary"} pending={pending} onClick={() => write(shown)}>
                {shown.remove
                  ? `Remove ${due.length} from Datadog`
                  : `Write ${due.length === 1 ? "1 change" : `${due.length} changes`} to Datadog`}
              </Button>
            </div>
          )}
        </section>
      )}
      <FacetsList />
    </div>
  );
}
