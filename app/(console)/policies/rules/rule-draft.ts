import type { z } from "zod";
import { parseYaml } from "#components/editor/parse-yaml.ts";
import { writeYaml } from "#components/editor/edit-yaml.ts";
import { HttpMethod, McpMethod, Rule, type Effect } from "#lib/policies/schemas.ts";
import { enumerate, joinNames, splitNames } from "../../names.ts";
import { approvalField, fromApprovalDraft, toApprovalDraft, type ApprovalDraft } from "./approval-draft.ts";

/** A rule as its form holds it: names in one line of text. */
export type RuleDraft = ApprovalDraft & {
  id: string;
  description: string;
  effect: Effect;
  observe: boolean;
  connections: string;
  tools: string;
  mcpMethods: z.infer<typeof McpMethod>[];
  methods: z.infer<typeof HttpMethod>[];
  paths: string;
  operations: string;
  groups: string;
  agents: string;
  /** CEL. */
  when: string;
  /** YAML, a list of what is masked where. */
  mask: string;
  message: string;
};

export type DraftErrors = Partial<Record<keyof RuleDraft, string>>;

/** A form for `rule`; absent: for a new rule, which holds calls because that is the careful choice. */
export function toDraft(rule?: Rule): RuleDraft {
  return {
    id: rule?.id ?? "",
    description: rule?.description ?? "",
    effect: rule?.effect ?? "hold",
    observe: rule?.observe ?? false,
    connections: joinNames(rule?.match.connections),
    tools: joinNames(rule?.match.tools),
    mcpMethods: rule?.match.mcpMethods ?? [],
    methods: rule?.match.methods ?? [],
    paths: joinNames(rule?.match.paths),
    operations: joinNames(rule?.match.operations),
    groups: joinNames(rule?.match.groups),
    agents: joinNames(rule?.match.agents),
    when: rule?.when ?? "",
    mask: rule?.mask ? writeYaml(rule.mask).trimEnd() : "",
    message: rule?.message ?? "",
    ...toApprovalDraft(rule?.approval),
  };
}

/** The rule a form describes, or what is wrong in which field. `taken`: ids of the other rules. */
export function fromDraft(draft: RuleDraft, taken: readonly string[]): { rule: Rule } | { errors: DraftErrors } {
  const mask = draft.effect === "deny" ? undefined : parseMask(draft.mask);
  const approval = draft.effect === "hold" ? fromApprovalDraft(draft) : undefined;
  const candidate = {
    id: draft.id.trim(),
    ...text("description", draft.description),
    effect: draft.effect,
    ...(draft.observe && { observe: true }),
    match: {
      ...names("connections", draft.connections),
      ...names("tools", draft.tools),
      ...chosen("mcpMethods", McpMethod.options, draft.mcpMethods),
      ...chosen("methods", HttpMethod.options, draft.methods),
      ...names("paths", draft.paths),
      ...names("operations", draft.operations),
      ...names("groups", draft.groups),
      ...names("agents", draft.agents),
    },
    ...text("when", draft.when),
    ...(mask !== undefined && { mask }),
    ...text("message", draft.message),
    ...(approval !== undefined && { approval: approval ?? {} }),
  };
  const parsed = Rule.safeParse(candidate);
  const errors: DraftErrors = {};
  if (taken.includes(candidate.id)) errors.id = "Another rule has this name. Give each rule its own.";
  const { tools, mcpMethods, methods, paths, operations } = candidate.match;
  if ((tools || mcpMethods) && (methods || paths || operations)) {
    errors.tools = "Tools are MCP, methods, paths and operations are HTTP: no call is both. Use two rules.";
  }
  for (const issue of parsed.error?.issues ?? []) {
    // Only the fields that are written as YAML can have names in them that nothing is called.
    const keys = issue.code === "unrecognized_keys" ? issue.keys : [];
    const field = ruleField([...issue.path, ...keys.slice(0, 1)]);
    errors[field] ??= keys.length > 0 ? `There is nothing called ${enumerate(keys, "or")} here.` : issue.message;
  }
  if (approval === null) return { errors: { ...errors, terms: "This is not YAML. Write it like the example." } };
  if (mask === notReadable) errors.mask = "This is not YAML. Write a list such as the one shown, or leave it empty.";
  return parsed.success && Object.keys(errors).length === 0 ? { rule: parsed.data } : { errors };
}

function text<Key extends string>(key: Key, value: string): { [K in Key]?: string } {
  return (value.trim() === "" ? {} : { [key]: value.trim() }) as { [K in Key]?: string };
}

function chosen<Key extends string, Value>(
  key: Key,
  options: readonly Value[],
  values: readonly Value[],
): { [K in Key]?: Value[] } {
  const list = options.filter((option) => values.includes(option));
  return (list.length > 0 ? { [key]: list } : {}) as { [K in Key]?: Value[] };
}

function names<Key extends string>(key: Key, text: string): { [K in Key]?: string[] } {
  const list = splitNames(text);
  return (list.length > 0 ? { [key]: list } : {}) as { [K in Key]?: string[] };
}

/** Stands for text that cannot be read. */
const notReadable = "not readable";

function parseMask(text: string): unknown {
  if (text.trim() === "") return undefined;
  const parsed = parseYaml(text);
  return parsed ? parsed.value : notReadable;
}

/** The field of the form that a path in a rule belongs to. */
export function ruleField([first, ...rest]: PropertyKey[]): keyof RuleDraft {
  const [second] = rest;
  if (first === "approval") return approvalField(rest);
  if (first === "match") {
    return (
      (["connections", "tools", "methods", "paths", "operations", "groups", "agents"] as const).find(
        (key) => key === second,
      ) ?? "tools"
    );
  }
  return (["description", "message", "effect", "when", "mask"] as const).find((key) => key === first) ?? "id";
}
