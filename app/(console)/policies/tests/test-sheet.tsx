"use client";

import { useId, useState, type FormEvent } from "react";
import { writeYaml } from "#components/editor/edit-yaml.ts";
import { Button } from "#components/ui/button.tsx";
import { Sheet } from "#components/ui/dialog.tsx";
import { Field } from "#components/ui/field.tsx";
import { Input, Select } from "#components/ui/input.tsx";
import { Effect, PolicyTest } from "#lib/policies/schemas.ts";
import { joinNames, splitNames } from "../../names.ts";
import { useInvalidFocus } from "../../use-invalid-focus.ts";
import { CallField, readCall } from "../explain/call-field.tsx";
import { exampleCall } from "../explain/example-call.ts";

type TestSheetProps = {
  /** What the form begins with; null: an example. */
  test: PolicyTest | null;
  isNew: boolean;
  /** Names of the other tests. */
  taken: readonly string[];
  onSave: (test: PolicyTest) => void;
  onClose: () => void;
};

type Errors = Partial<Record<"name" | "call" | "rules", string>>;

/** The form of one test. */
export function TestSheet({ test, isNew, taken, onSave, onClose }: TestSheetProps) {
  const formId = useId();
  const [name, setName] = useState(test?.name ?? "");
  const [call, setCall] = useState(() => (test ? writeYaml(test.call) : exampleCall));
  const [effect, setEffect] = useState<Effect>(test?.expect.effect ?? "deny");
  const [rules, setRules] = useState(joinNames(test?.expect.rules));
  const [errors, setErrors] = useState<Errors>({});
  const form = useInvalidFocus(errors);
  function submit(event: FormEvent): void {
    event.preventDefault();
    const read = readCall(call);
    const found: Errors = {};
    if (taken.includes(name.trim())) found.name = "Another test has this name. Give each test its own.";
    if ("problem" in read) found.call = read.problem;
    const names = splitNames(rules);
    const parsed = PolicyTest.safeParse({
      name,
      call: "call" in read ? read.call : {},
      expect: { effect, ...(names.length > 0 && { rules: names }) },
    });
    if (!name.trim()) found.name = "Say what must hold, such as: refunds over 500 wait for finance.";
    if (parsed.success && Object.keys(found).length === 0) onSave(parsed.data);
    else setErrors(found);
  }
  return (
    <Sheet
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={isNew ? "Add a test" : "Edit the test"}
      description="A policy whose tests fail cannot be published."
      footer={
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} variant="primary">
            {isNew ? "Add to the draft" : "Save to the draft"}
          </Button>
        </div>
      }
    >
      <form ref={form} id={formId} onSubmit={submit} noValidate className="flex flex-col gap-4">
        <Field label="What must hold" error={errors.name}>
          <Input
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            placeholder="refunds over 500 wait for finance"
            maxLength={200}
          />
        </Field>
        <CallField value={call} error={errors.call} onChange={setCall} />
        <Field label="Expected verdict">
          <Select value={effect} onChange={(event) => setEffect(Effect.parse(event.currentTarget.value))}>
            {Effect.options.map((option) => (
              <option key={option}>{option}</option>
            ))}
          </Select>
        </Field>
        <Field
          label="Rules that must match"
          hint="All of them, separated by commas. Empty: whichever."
          error={errors.rules}
        >
          <Input
            value={rules}
            onChange={(event) => setRules(event.currentTarget.value)}
            autoComplete="off"
            spellCheck={false}
            className="font-mono"
          />
        </Field>
      </form>
    </Sheet>
  );
}
