import { parse } from "yaml";
import { expect, test } from "vitest";
import { editYaml, writeYaml } from "./edit-yaml.ts";

const text = `# Who may do what
rules:
  # Reading is harmless
  - id: reads # always
    effect: allow
    match: { methods: [ GET ] }

  # Money needs a person
  - id: refunds
    effect: hold
    when: "args.amount > 500" # in dollars
    match:
      tools:
        - refund_create
`;

function rulesOf(source: string) {
  return (parse(source) as { rules: { id: string; [key: string]: unknown }[] }).rules;
}

function edit(change: (rules: ReturnType<typeof rulesOf>) => unknown[]): string {
  const rules = change(rulesOf(text));
  const edited = editYaml(text, { rules });
  expect(parse(edited)).toEqual({ rules });
  return edited;
}

const comments = ["# Who may do what", "# Reading is harmless", "# always", "# Money needs a person", "# in dollars"];
const commentsIn = (edited: string) => comments.filter((comment) => edited.includes(comment));

test("a text that already says so is not touched", () => {
  expect(editYaml(text, parse(text))).toBe(text);
});

test("an edit of one value leaves every comment and every other line", () => {
  const edited = edit(([reads, refunds]) => [reads, { ...refunds, when: "args.amount > 900" }]);
  expect(edited).toBe(text.replace("> 500", "> 900"));
});

test("a rule that is added, renamed, moved or deleted leaves the comments of the others", () => {
  expect(commentsIn(edit((rules) => [...rules, { id: "new", effect: "deny", match: {} }]))).toEqual(comments);
  expect(commentsIn(edit(([reads, refunds]) => [{ ...reads, id: "reading" }, refunds]))).toEqual(comments);
  expect(commentsIn(edit((rules) => rules.toReversed()))).toEqual(comments);
  expect(commentsIn(edit(([, refunds]) => [refunds]))).toContain("# in dollars");
  expect(edit(() => [])).toContain("# Who may do what");
});

test("an empty text, and one that says something else, become what is written", () => {
  expect(parse(editYaml("", { rules: [] }))).toEqual({ rules: [] });
  expect(parse(editYaml("- a\n", { rules: [] }))).toEqual({ rules: [] });
});

test("what is written has no aliases and folds no line", () => {
  const match = { tools: ["a"] };
  const when = `args.text == "${"long ".repeat(60)}"`;
  const written = writeYaml({ rules: [{ match, when }, { match }] });
  expect(written).not.toMatch(/[&*]/);
  expect(written.split("\n").find((line) => line.includes("when"))?.length).toBeGreaterThan(300);
  expect(writeYaml({ when: "a &&\n  b" })).toBe("when: |-\n  a &&\n    b\n");
});
