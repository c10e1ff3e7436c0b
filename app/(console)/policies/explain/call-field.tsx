"use client";

import { Field } from "#components/ui/field.tsx";
import { Textarea } from "#components/ui/input.tsx";
import { parseYaml } from "#components/editor/parse-yaml.ts";
import { TypedCall } from "#lib/policies/schemas.ts";

/** The call that a text describes, or what is wrong with it. */
export function readCall(text: string): { call: TypedCall } | { problem: string } {
  const parsed = parseYaml(text);
  if (!parsed) return { problem: "This is not YAML. Write it like the example." };
  const call = TypedCall.safeParse(parsed.value ?? {});
  if (call.success) return { call: call.data };
  const [issue] = call.error.issues;
  const place = issue && issue.path.length > 0 ? `${issue.path.join(".")}: ` : "";
  return { problem: `${place}${issue?.message ?? "This is not a call."}` };
}

type CallFieldProps = { value: string; error: string | undefined; onChange: (text: string) => void };

/** A call to write down, as YAML. */
export function CallField({ value, error, onChange }: CallFieldProps) {
  return (
    <Field
      label="Call"
      hint="YAML: a connection, with a tool and args, or with an HTTP method, path, query and body. Also agent, client, caller (sub, email, groups), annotations, at and history. What is left out is empty."
      error={error}
    >
      <Textarea
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        rows={12}
        spellCheck={false}
        className="font-mono"
      />
    </Field>
  );
}
