"use client";

import { useState, useTransition, type FormEvent } from "react";
import { useRouter } from "next/navigation";
import type { ActionResult } from "#app/_server/action.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input } from "#components/ui/input.tsx";
import type { PackChange, PackSummary } from "#lib/packs/schemas.ts";
import { enumerate, joinNames, splitNames } from "../../names.ts";
import { useInvalidFocus } from "../../use-invalid-focus.ts";
import { installPackAction, previewPackAction } from "./actions.ts";
import { isOutdated } from "./describe-pack.ts";
import { PackChanges } from "./pack-changes.tsx";

type InstallFormProps = {
  pack: PackSummary;
  /** Slugs of the connections of its kind. */
  known: string[];
};

/** Asks what the rules are to be about, shows what would change, and puts it into the draft. */
export function InstallForm({ pack, known }: InstallFormProps) {
  const router = useRouter();
  const [connections, setConnections] = useState(joinNames(pack.installed?.connections ?? known.slice(0, 1)));
  const [approvers, setApprovers] = useState(joinNames(pack.installed?.approvers));
  const [take, setTake] = useState<string[]>([]);
  const [changes, setChanges] = useState<PackChange[] | null>(null);
  const [refused, setRefused] = useState<Extract<ActionResult<unknown>, { ok: false }> | null>(null);
  const [pending, startTransition] = useTransition();
  const form = useInvalidFocus(refused);
  const errors = refused?.fields ?? {};
  const input = (taking: string[]) => ({
    id: pack.id,
    connections: splitNames(connections),
    approvers: splitNames(approvers),
    take: taking,
  });

  function preview(taking: string[]): void {
    startTransition(async () => {
      const result = await previewPackAction(input(taking));
      setRefused(result.ok ? null : result);
      setChanges(result.ok ? result.value : null);
      setTake(taking);
    });
  }
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (!changes) {
      preview(take);
      return;
    }
    startTransition(async () => {
      const result = await installPackAction(input(take));
      if (result.ok) router.push("/policies");
      else setRefused(result);
    });
  }
  function edit(set: (text: string) => void): (text: string) => void {
    return (text) => {
      set(text);
      setChanges(null);
    };
  }

  const nothing = changes?.every(({ change }) => ["unchanged", "kept", "left-out", "conflict"].includes(change));
  return (
    <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-4 border-b px-4 py-4 *:max-w-3xl">
      <h2 className="text-base font-semibold">{titleOf(pack)}</h2>
      {refused && <Banner tone="danger">{refused.message}</Banner>}
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Connections" hint={hintOf(known, pack)} error={errors["connections"]}>
          <Input
            value={connections}
            onChange={(event) => edit(setConnections)(event.currentTarget.value)}
            spellCheck={false}
            className="font-mono"
          />
        </Field>
        <Field
          label="Who approves"
          hint="Groups, separated by commas. They decide what the pack holds."
          error={errors["approvers"]}
        >
          <Input
            value={approvers}
            onChange={(event) => edit(setApprovers)(event.currentTarget.value)}
            placeholder="approvers"
            spellCheck={false}
            className="font-mono"
          />
        </Field>
      </div>
      {changes && <PackChanges changes={changes} take={take} onTake={preview} />}
      {nothing && <Banner>Nothing would change in the policy, except that this version of the pack is noted.</Banner>}
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Button type="submit" variant={changes ? "primary" : "secondary"} pending={pending}>
          {changes ? "Put it into the draft" : "Show what would change"}
        </Button>
        {changes && <p className="text-sm text-muted">Nothing is in force before the draft is published.</p>}
      </div>
    </form>
  );
}

function titleOf(pack: PackSummary): string {
  if (!pack.installed) return "Install";
  return isOutdated(pack) ? `Update to version ${pack.version}` : "Install again";
}

function hintOf(known: string[], { kind }: PackSummary): string {
  const named = kind === "mcp" ? "MCP connections" : "HTTP connections";
  const here = known.length > 0 ? `${named} here: ${enumerate(known)}.` : `There are no ${named} yet.`;
  return `Slugs, separated by commas; * stands for anything. ${here}`;
}
