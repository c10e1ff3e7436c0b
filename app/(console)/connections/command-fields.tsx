"use client";

import { Field } from "#components/ui/field.tsx";
import { Input, Textarea } from "#components/ui/input.tsx";
import type { CredentialInput } from "#lib/credentials/schemas.ts";
import { CredentialPairs } from "./credential-pairs.tsx";

type Command = Extract<CredentialInput, { kind: "command" }>;

type CommandFieldsProps = {
  value: Command;
  errors: Record<string, string>;
  onChange: (value: Command) => void;
};

/** A stdio MCP server: the program that the gateway starts for each session, without a shell. */
export function CommandFields({ value, errors, onChange }: CommandFieldsProps) {
  return (
    <>
      <Field
        label="Program"
        hint="Run on the gateway's machine, one for each session. The address above is stdio: and a name for it."
        error={errors["credential.program"]}
      >
        <Input
          value={value.program}
          onChange={(event) => onChange({ ...value, program: event.currentTarget.value })}
          autoComplete="off"
          spellCheck={false}
          className="font-mono"
        />
      </Field>
      <Field label="Arguments" hint="One a line, as they are: there is no shell." error={errors["credential.args"]}>
        <Textarea
          value={value.args.join("\n")}
          onChange={(event) => onChange({ ...value, args: linesOf(event.currentTarget.value) })}
          rows={3}
          spellCheck={false}
          className="font-mono"
        />
      </Field>
      <CredentialPairs
        noun="variable"
        path="credential.env"
        example="API_KEY"
        pairs={value.env}
        errors={errors}
        onChange={(env) => onChange({ ...value, env })}
      />
    </>
  );
}

function linesOf(text: string): string[] {
  return text === "" ? [] : text.split("\n");
}
