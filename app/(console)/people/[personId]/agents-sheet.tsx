"use client";

import { useState } from "react";
import { Banner } from "#components/ui/banner.tsx";
import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/input.tsx";
import type { PersonDetails } from "#lib/people/schemas.ts";
import { FormSheet } from "../../form-sheet.tsx";
import { changeOwnedAgentsAction } from "../actions.ts";

/** Names the agents that a person answers for. */
export function AgentsSheet(props: { open: boolean; person: PersonDetails; onClose: () => void }) {
  const { open, person, onClose } = props;
  const [text, setText] = useState(person.ownedAgents.join("\n"));

  function change() {
    const lines = text.split("\n").map((line) => line.trim());
    const agents = [...new Set(lines)].filter((line) => line !== "");
    return changeOwnedAgentsAction({ personId: person.id, agents });
  }

  return (
    <FormSheet open={open} title="Agents that this person owns" save="Change the agents" act={change} onClose={onClose}>
      {(errors) => (
        <>
          <p className="text-sm text-muted">
            A power user+ sees what the agents they own do. Nobody approves the calls of an agent that they own.
          </p>
          <Field
            label="Agents"
            hint="One a line, by the names that the audit log shows."
            error={Object.values(errors)[0]}
          >
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
        </>
      )}
    </FormSheet>
  );
}
