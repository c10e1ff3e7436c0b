"use client";

import { useEffect, useRef, useState } from "react";
import { useRouter } from "next/navigation";
import type { PolicyDraft } from "#lib/drafts/schemas.ts";
import { discardDraftAction, readDraftAction, saveDraftAction } from "./actions.ts";
import { answerOf } from "./answer-of.ts";
import { sourceProblem } from "./source-problem.ts";

/** Each save is an entry in the audit log, so it waits until nothing was typed for a while. */
const restMs = 2_500;

export type DraftInHand = {
  /** The policy as YAML, as it is being edited. */
  source: string;
  /** The draft as it was last saved; null where there is none. */
  saved: PolicyDraft | null;
  state: "saved" | "waiting" | "saving" | "failed";
  /** Why it could not be saved. */
  failure: string | null;
  /** Somebody else has saved or discarded the draft since this page has it: nothing is saved until one chooses. */
  conflict: string | null;
  edit: (source: string) => void;
  /** Saves what is not saved yet. Returns the draft, or null where that failed. */
  save: () => Promise<PolicyDraft | null>;
  /** Makes the newest version the one that the draft is to follow. */
  rebase: () => Promise<PolicyDraft | null>;
  discard: () => Promise<void>;
  /** After a conflict: the draft of the other, or the text of this page as the next revision of it. */
  settle: (whose: "theirs" | "mine") => Promise<void>;
  /** The draft was published. */
  forget: () => void;
};

/** The one shared draft of the policy, saved as it is written. `version` and `source` are those in force. */
export function usePolicyDraft(version: number, source: string, draft: PolicyDraft | null): DraftInHand {
  const router = useRouter();
  const [saved, setSaved] = useState(draft);
  const [seen, setSeen] = useState(draft);
  /** Text that is not saved; null where there is none. */
  const [unsaved, setUnsaved] = useState<string | null>(null);
  const [saving, setSaving] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const [conflict, setConflict] = useState<string | null>(null);
  /** The newest revision that this page has had, also one that is published or discarded. */
  const [newest, setNewest] = useState(draft?.revision ?? 0);
  if (saved && saved.revision > newest) setNewest(saved.revision);
  // The page gets the draft anew whenever something live refreshes it. Older news than this page's own are no news.
  if (seen?.revision !== draft?.revision) {
    setSeen(draft);
    if (unsaved === null && !saving && (draft === null || draft.revision > newest)) setSaved(draft);
  }
  const text = unsaved ?? saved?.source ?? source;

  // Saves follow one another: each is made on what the one before it has saved.
  const held = useRef(saved);
  const queue = useRef<Promise<PolicyDraft | null>>(Promise.resolve(null));
  useEffect(() => {
    held.current = saved;
  }, [saved]);
  function store(
    next: string,
    on?: Partial<Pick<PolicyDraft, "revision" | "baseVersion">>,
  ): Promise<PolicyDraft | null> {
    queue.current = queue.current.then(() => send(next, on));
    return queue.current;
  }
  async function send(next: string, on: Parameters<typeof store>[1]): Promise<PolicyDraft | null> {
    const before = held.current;
    if (!on && before?.source === next) return before;
    const problem = sourceProblem(next);
    setFailure(problem);
    if (problem !== null) return null;
    setSaving(true);
    const place = { revision: before?.revision ?? 0, baseVersion: before?.baseVersion ?? version };
    const result = await answerOf(saveDraftAction({ ...place, ...on, source: next }));
    setSaving(false);
    if (result.ok) {
      held.current = result.value;
      setSaved(result.value);
      setConflict(null);
      setUnsaved((current) => (current === next ? null : current));
      return result.value;
    }
    if (result.code === "conflict") setConflict(result.message);
    else setFailure(result.message);
    return null;
  }
  const save = () => (unsaved === null ? queue.current.then(() => held.current) : store(unsaved));

  const resting = unsaved !== null && !saving && failure === null && conflict === null;
  const latest = useRef({ save, resting });
  useEffect(() => {
    latest.current = { save, resting };
  });
  useEffect(() => {
    if (!resting || unsaved === null) return undefined;
    const timer = setTimeout(() => void latest.current.save(), restMs);
    return () => clearTimeout(timer);
  }, [resting, unsaved]);
  // Leaving the page for another saves at once; closing the window asks.
  useEffect(() => () => void (latest.current.resting && latest.current.save()), []);
  useEffect(() => {
    if (unsaved === null) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [unsaved]);

  function forget(): void {
    held.current = null;
    setSaved(null);
    setUnsaved(null);
    setFailure(null);
    setConflict(null);
  }
  return {
    source: text,
    saved,
    state: saving ? "saving" : failure !== null ? "failed" : unsaved === null ? "saved" : "waiting",
    failure,
    conflict,
    edit(next) {
      const current = saved?.source ?? source;
      setUnsaved(next === current ? null : next);
      setFailure(null);
    },
    save,
    rebase: () => store(text, { baseVersion: version }),
    async discard() {
      await queue.current;
      const { current } = held;
      const result = current && (await answerOf(discardDraftAction({ revision: current.revision })));
      if (!result || result.ok) forget();
      else if (result.code === "conflict") setConflict(result.message);
      else setFailure(result.message);
    },
    async settle(whose) {
      const read = await answerOf(readDraftAction(undefined));
      if (!read.ok) {
        setFailure(read.message);
      } else if (whose === "mine") {
        await store(text, { revision: read.value?.revision ?? 0, baseVersion: read.value?.baseVersion ?? version });
      } else {
        forget();
        held.current = read.value;
        setSaved(read.value);
        router.refresh();
      }
    },
    forget,
  };
}
