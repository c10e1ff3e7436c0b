"use client";

import { useId, useState, useTransition, type FormEvent } from "react";
import { useRouter } from "next/navigation";
import { Banner } from "#components/ui/banner.tsx";
import { Button } from "#components/ui/button.tsx";
import { Sheet } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/input.tsx";
import type { PersonDetails } from "#lib/people/schemas.ts";
import { changeOwnedAgentsAction } from "../actions.ts";

/** Names the agents that a person answers for. */
export function AgentsSheet(props: { open: boolean; person: PersonDetails; onClose: () => void }) {
  const { open, person, onClose } = props;
  const router = useRouter();
  const formId = useId();
  const [text, setText] = useState(person.ownedAgents.join("\n"));
  const [problem, setProblem] = useState<string | null>(null);
  const [pending, startTransition] = useTransition();

  function submit(event: FormEvent): void {
    event.preventDefault();
    const lines = text.split("\n").map((line) => line.trim());
    const agents = [...new Set(lines)].filter((line) => line !== "");
    startTransition(async () => {
      const result = await changeOwnedAgentsAction({ personId: person.id, agents });
      if (result.ok) {
        router.refresh();
        onClose();
      } else setProblem(Object.values(result.fields ?? {})[0] ?? result.message);
    });
  }

  return (
    <Sheet
      open={open}
      onOpenChange={(next) => {
        if (!next) onClose();
      }}
      title="Agents that this person owns"
      footer={
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} variant="primary" pending={pending}>
            Change the agents
          </Button>
        </div>
      }
    >
      <form id={formId} onSubmit={submit} className="flex flex-col gap-4">
        <p className="text-sm text-muted">
          A power user+ sees what the agents they own do. Nobody approves the calls of an agent that they own.
        </p>
        <Field label="Agents" hint="One a line, by the names that the audit log shows." error={problem}>
          <Textarea
            rows={8}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            className="font-mono"
            autoComplete="off"
            spellCheck={false}
          />
        </Field>
        {person.role === "power_user" && <Banner>As a power user this person does not see what they do yet.</Banner>}
      </form>
    </Sheet>
  );
}
