"use client";

import { Plus, X } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { Field } from "#components/ui/field.tsx";
import { IconButton } from "#components/ui/icon-button.tsx";
import { Input } from "#components/ui/input.tsx";

type Pair = { name: string; value: string };

type CredentialPairsProps = {
  noun: "header" | "parameter" | "variable";
  /** Where the errors of these pairs are. */
  path: string;
  example: string;
  pairs: Pair[];
  errors: Record<string, string>;
  onChange: (pairs: Pair[]) => void;
};

const labels = { header: "Header", parameter: "Parameter", variable: "Variable" };

/** Names and secret values that go to the upstream: with every call, or as the environment of a program. */
export function CredentialPairs({ noun, path, example, pairs, errors, onChange }: CredentialPairsProps) {
  const change = (index: number, next: Partial<Pair>) =>
    onChange(pairs.map((pair, at) => (at === index ? { ...pair, ...next } : pair)));
  return (
    <>
      {errors[path] && (
        <p role="alert" className="text-xs text-danger">
          {errors[path]}
        </p>
      )}
      {pairs.map((pair, index) => (
        <div key={index} className="flex items-start gap-2">
          <Field label={labels[noun]} error={errors[`${path}.${index}.name`]} className="flex w-2/5 flex-col gap-1">
            <Input
              value={pair.name}
              onChange={(event) => change(index, { name: event.currentTarget.value })}
              placeholder={example}
              autoComplete="off"
              spellCheck={false}
              className="font-mono"
            />
          </Field>
          <Field label="Value" error={errors[`${path}.${index}.value`]} className="flex grow flex-col gap-1">
            <Input
              type="password"
              value={pair.value}
              onChange={(event) => change(index, { value: event.currentTarget.value })}
              autoComplete="new-password"
              className="font-mono"
            />
          </Field>
          <IconButton
            label={`Leave out ${noun} ${index + 1}`}
            className="mt-6.5"
            onClick={() => onChange(pairs.filter((_, at) => at !== index))}
          >
            <X aria-hidden />
          </IconButton>
        </div>
      ))}
      <div>
        <Button size="sm" onClick={() => onChange([...pairs, { name: "", value: "" }])}>
          <Plus aria-hidden className="size-4" />
          {`Add a ${noun}`}
        </Button>
      </div>
    </>
  );
}
