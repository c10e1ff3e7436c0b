"use client";

import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { RelativeTime } from "#components/ui/time.tsx";
import { UntrustedText } from "#components/ui/untrusted-text.tsx";
import type { HoldDetail } from "#lib/holds/schemas.ts";
import { commentHoldAction } from "../actions.ts";
import { useHoldAction } from "./use-hold-action.ts";

type HoldCommentsProps = { hold: Pick<HoldDetail, "id" | "comments" | "mayComment"> };

/** What people say to each other about the call; nothing of it decides anything, and the agent does not see it. */
export function HoldComments({ hold: { id: holdId, comments, mayComment } }: HoldCommentsProps) {
  const { run, problem, pending, clear } = useHoldAction();
  const [text, setText] = useState("");
  if (comments.length === 0 && !mayComment) return null;
  return (
    <section className="flex flex-col gap-2">
      <h2 className="text-sm font-semibold">Comments</h2>
      {comments.length > 0 && (
        <ol aria-label="Comments" className="flex flex-col gap-2 text-sm">
          {comments.map((comment) => (
            <li key={comment.id} className="border-l-2 pl-2 break-words whitespace-pre-wrap">
              <span className="text-muted">
                <UntrustedText text={comment.userName} className="text-text" />, <RelativeTime at={comment.createdAt} />
              </span>
              <br />
              <UntrustedText text={comment.text} />
            </li>
          ))}
        </ol>
      )}
      {mayComment && (
        <form
          className="flex flex-col gap-2 sm:flex-row sm:items-end"
          onSubmit={(event) => {
            event.preventDefault();
            run(
              () => commentHoldAction({ holdId, text }),
              () => setText(""),
            );
          }}
        >
          <Field label="Comment" error={problem} className="flex grow flex-col gap-1">
            <Textarea
              rows={1}
              required
              maxLength={2_000}
              className="field-sizing-content max-h-40"
              placeholder="For those who decide, and the one who asks; not for the agent"
              value={text}
              onChange={(event) => {
                setText(event.target.value);
                clear();
              }}
            />
          </Field>
          <Button type="submit" pending={pending} disabled={text.trim() === ""} className="max-sm:h-10">
            Add
          </Button>
        </form>
      )}
    </section>
  );
}
