"use client";

import { useEffect, useState, type FormEvent } from "react";
import type { z } from "zod";
import type { ActionResult } from "#app/_server/action.ts";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input, Select } from "#components/ui/input.tsx";
import { TabPanel, Tabs } from "#components/ui/tabs.tsx";
import type { ExplainCall, Explanation } from "#lib/explanations/schemas.ts";
import type { PolicyTest } from "#lib/policies/schemas.ts";
import { explainCallAction } from "../actions.ts";
import { CallField, readCall } from "./call-field.tsx";
import { exampleCall } from "./example-call.ts";
import { ExplanationView } from "./explanation-view.tsx";
import { RecentCalls } from "./recent-calls.tsx";

type ExplainViewProps = {
  /** Id of a past call or of its entry in the audit log, from the address. */
  callId: string;
  onCallId: (id: string | null) => void;
  version: number;
  /** The draft; null where there is none. */
  draftSource: string | null;
  /** Takes a test into the draft; absent where the reader may only read. */
  onKeep?: (test: Omit<PolicyTest, "name">) => void;
};

type Kind = "past" | "typed";
type By = "draft" | "in-force";
type Asked = { call: Pick<z.input<typeof ExplainCall>, "callId" | "eventId" | "call">; source: string | null };

/** Judges one call, past or written down, and says of each rule whether it matches and why. */
export function ExplainView({ callId, onCallId, version, draftSource, onKeep }: ExplainViewProps) {
  const [kind, setKind] = useState<Kind>("past");
  const [id, setId] = useState(callId);
  const [typed, setTyped] = useState(exampleCall);
  const [chosen, setBy] = useState<By>("draft");
  const by = draftSource === null ? "in-force" : chosen;
  const [problem, setProblem] = useState<string>();
  // A link from the audit log names the call: it is explained at once.
  const [asked, setAsked] = useState<Asked | null>(() =>
    callId === "" ? null : { call: pastCall(callId), source: draftSource },
  );
  const { answer, isPending } = useExplanation(asked);
  const source = by === "draft" ? draftSource : null;
  function explainPast(wanted: string): void {
    const trimmed = wanted.trim();
    setId(trimmed);
    onCallId(trimmed);
    setProblem(trimmed === "" ? "Choose a call below, or paste its id." : undefined);
    if (trimmed !== "") setAsked({ call: pastCall(trimmed), source });
  }
  function judgeBy(next: By): void {
    setBy(next);
    if (asked) setAsked({ ...asked, source: next === "draft" ? draftSource : null });
  }
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (kind === "past") {
      explainPast(id);
      return;
    }
    const read = readCall(typed);
    setProblem("problem" in read ? read.problem : undefined);
    if ("call" in read) setAsked({ call: { call: read.call }, source });
  }
  return (
    <div className="grid gap-6 p-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
      <form onSubmit={submit} noValidate className="flex min-w-0 flex-col gap-4">
        <Tabs
          label="Which call"
          value={kind}
          onChange={setKind}
          tabs={[
            { value: "past", label: "A past call" },
            { value: "typed", label: "A call I write down" },
          ]}
        >
          <TabPanel value="past" className="flex flex-col gap-3 pt-3">
            <Field label="Id of the call or of its audit entry" error={kind === "past" ? problem : undefined}>
              <Input
                value={id}
                onChange={(event) => setId(event.currentTarget.value)}
                autoComplete="off"
                spellCheck={false}
                className="font-mono"
              />
            </Field>
            <RecentCalls onChoose={explainPast} />
          </TabPanel>
          <TabPanel value="typed">
            <CallField value={typed} error={kind === "typed" ? problem : undefined} onChange={setTyped} />
          </TabPanel>
        </Tabs>
        <Field label="Judged by">
          <Select
            value={by}
            onChange={(event) => judgeBy(event.currentTarget.value === "draft" ? "draft" : "in-force")}
          >
            {draftSource !== null && <option value="draft">The draft</option>}
            <option value="in-force">{`Version ${version}, in force`}</option>
          </Select>
        </Field>
        <div>
          <Button type="submit" variant="primary" pending={isPending}>
            Explain
          </Button>
        </div>
      </form>
      <section aria-label="Explanation" aria-live="polite" aria-busy={isPending} className="min-w-0">
        {!answer && (
          <p className="text-sm text-muted">
            Choose a call, and every rule appears here with whether it matches, why, and the verdict they give together.
          </p>
        )}
        {answer && !answer.ok && <Banner tone="danger">{answer.message}</Banner>}
        {answer?.ok && <ExplanationView explanation={answer.value} {...(onKeep && { onKeep })} />}
      </section>
    </div>
  );
}

function pastCall(id: string): Asked["call"] {
  return id.startsWith("call_") ? { callId: id } : { eventId: id };
}

/** The answer to what was asked last. */
function useExplanation(asked: Asked | null): { answer: ActionResult<Explanation> | null; isPending: boolean } {
  const [answer, setAnswer] = useState<{ to: Asked; result: ActionResult<Explanation> } | null>(null);
  useEffect(() => {
    if (!asked) return undefined;
    let isStale = false;
    const policy = asked.source === null ? {} : { source: asked.source };
    void explainCallAction({ ...asked.call, ...policy }).then((result) => {
      if (!isStale) setAnswer({ to: asked, result });
    });
    return () => {
      isStale = true;
    };
  }, [asked]);
  return { answer: answer?.result ?? null, isPending: answer?.to !== asked && asked !== null };
}
