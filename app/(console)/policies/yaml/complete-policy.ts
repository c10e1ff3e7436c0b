import type { Completion, CompletionResult } from "@codemirror/autocomplete";
import { yamlContext, type YamlContext } from "#components/editor/yaml-context.ts";
import { CatalogueName, OperationClass } from "#lib/operations/schemas.ts";
import { conditionFunctions, conditionWords } from "./condition-words.ts";
import { placeOf, shapeAt, type Shape } from "./document-shape.ts";
import { documentWords } from "./document-words.ts";

/** Names that this installation has, for the places that take them. */
export type KnownNames = { connections: readonly string[]; agents: readonly string[]; groups: readonly string[] };

/** `datadog:high-risk` and the like; single operations are too many to choose from, and shown by the packs. */
const operationClasses = CatalogueName.options.flatMap((name) =>
  OperationClass.options.map((kind) => `${name}:${kind}`),
);

/** What can be written at `offset` of a policy. */
export function completePolicy(text: string, offset: number, known: KnownNames): CompletionResult | null {
  const context = yamlContext(text, offset);
  if (!context) return null;
  const place = placeOf(context.path);
  if (place === "rules.*.when") return completeCondition(context, offset);
  const shape = shapeAt(context.path);
  if (!shape) return null;
  const options =
    context.part === "name" && shape.names.size > 0
      ? nameOptions(shape, place, context.taken)
      : valueOptions(context.part === "name" && shape.items ? shape.items.values : shape.values, place, known);
  return options.length === 0 ? null : { from: context.from, options, validFor: /^[\w/-]*$/ };
}

/** What the word at `offset` means; null where nothing is known of it. */
export function describePolicy(text: string, offset: number): { from: number; to: number; text: string } | null {
  const from = offset - (/[\w/-]*$/.exec(text.slice(0, offset))?.[0].length ?? 0);
  const to = offset + (/^[\w/-]*/.exec(text.slice(offset))?.[0].length ?? 0);
  if (from === to) return null;
  const context = yamlContext(text, to);
  const words = context && (conditionAt(context, text, to) ?? wordsFor(context));
  return words ? { from, to, text: words } : null;
}

function wordsFor({ path, part, typed }: YamlContext): string | undefined {
  const place = placeOf(path);
  return part === "name"
    ? (documentWords[place === "" ? typed : `${place}.${typed}`] ?? documentWords[place])
    : (documentWords[`${place}=${typed}`] ?? documentWords[place]);
}

function conditionAt({ path }: YamlContext, text: string, end: number): string | undefined {
  if (placeOf(path) !== "rules.*.when") return undefined;
  const expression = /[\w.]*$/.exec(text.slice(0, end))?.[0] ?? "";
  return conditionWords.find(({ name }) => name === expression || expression.startsWith(`${name}.`))?.text;
}

function nameOptions(shape: Shape, place: string, taken: ReadonlySet<string>): Completion[] {
  return [...shape.names]
    .filter(([name]) => !taken.has(name))
    .map(([name, { names }]) => ({
      label: name,
      apply: names.size > 0 ? `${name}:` : `${name}: `,
      ...info(documentWords[place === "" ? name : `${place}.${name}`]),
    }));
}

function valueOptions(values: readonly string[], place: string, known: KnownNames): Completion[] {
  const names = namesFor(place, known).map((label) => ({ label }));
  return [...values.map((label) => ({ label, ...info(documentWords[`${place}=${label}`]) })), ...names];
}

function namesFor(place: string, { connections, agents, groups }: KnownNames): readonly string[] {
  const [last, before] = place.split(".*").join("").split(".").toReversed();
  if (last === "connections" || last === "connection") return connections;
  if (last === "agents" || last === "agent") return agents;
  if (last === "operations") return operationClasses;
  return last === "groups" && before !== "caller" ? groups : [];
}

function completeCondition({ typed }: YamlContext, offset: number): CompletionResult | null {
  const expression = /[\w.]*$/.exec(typed)?.[0] ?? "";
  const options = [
    ...conditionWords.map(({ name, type, text }) => ({ label: name, detail: type, info: text })),
    ...conditionFunctions.map(({ name, text }) => ({ label: name, info: text, boost: -1 })),
  ];
  return { from: offset - expression.length, options, validFor: /^[\w.]*$/ };
}

function info(text: string | undefined): { info?: string } {
  return text === undefined ? {} : { info: text };
}
