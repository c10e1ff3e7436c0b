import { HttpMethod, Rule, type Effect } from "#lib/policies/schemas.ts";
import type { z } from "zod";
import { joinNames, splitNames } from "../names.ts";

export const expiryUnits = { seconds: 1, minutes: 60, hours: 3_600, days: 86_400 } as const;
export type ExpiryUnit = keyof typeof expiryUnits;

/** A rule as its form holds it: names in one line of text. */
export type RuleDraft = {
  id: string;
  effect: Effect;
  connections: string;
  tools: string;
  methods: z.infer<typeof HttpMethod>[];
  paths: string;
  groups: string;
  agents: string;
  /** CEL. */
  when: string;
  /** JSON, a list of what is masked where. */
  mask: string;
  message: string;
  approvers: string;
  expiry: string;
  expiryUnit: ExpiryUnit;
};

export type DraftErrors = Partial<Record<keyof RuleDraft, string>>;

/** A form for `rule`; absent: for a new rule, which holds calls because that is the careful choice. */
export function toDraft(rule?: Rule): RuleDraft {
  const expiresInS = rule?.approval?.expiresInS ?? 900;
  const unit =
    (["days", "hours", "minutes"] as const).find((name) => expiresInS % expiryUnits[name] === 0) ?? "seconds";
  return {
    id: rule?.id ?? "",
    effect: rule?.effect ?? "hold",
    connections: joinNames(rule?.match.connections),
    tools: joinNames(rule?.match.tools),
    methods: rule?.match.methods ?? [],
    paths: joinNames(rule?.match.paths),
    groups: joinNames(rule?.match.groups),
    agents: joinNames(rule?.match.agents),
    when: rule?.when ?? "",
    mask: rule?.mask ? JSON.stringify(rule.mask, null, 2) : "",
    message: rule?.message ?? "",
    approvers: joinNames(rule?.approval?.groups),
    expiry: String(expiresInS / expiryUnits[unit]),
    expiryUnit: unit,
  };
}

/** The rule a form describes, or what is wrong in which field. `taken`: ids of the other rules. */
export function fromDraft(draft: RuleDraft, taken: readonly string[]): { rule: Rule } | { errors: DraftErrors } {
  const mask = draft.effect === "deny" ? undefined : parseMask(draft.mask);
  const candidate = {
    id: draft.id.trim(),
    effect: draft.effect,
    match: {
      ...names("connections", draft.connections),
      ...names("tools", draft.tools),
      ...(draft.methods.length > 0 && { methods: HttpMethod.options.filter((name) => draft.methods.includes(name)) }),
      ...names("paths", draft.paths),
      ...names("groups", draft.groups),
      ...names("agents", draft.agents),
    },
    ...(draft.when.trim() !== "" && { when: draft.when.trim() }),
    ...(mask !== undefined && { mask }),
    ...(draft.message.trim() !== "" && { message: draft.message.trim() }),
    ...(draft.effect === "hold" && {
      approval: {
        groups: splitNames(draft.approvers),
        expiresInS: Number(draft.expiry) * expiryUnits[draft.expiryUnit],
      },
    }),
  };
  const parsed = Rule.safeParse(candidate);
  const errors: DraftErrors = {};
  if (taken.includes(candidate.id)) errors.id = "Another rule has this name. Give each rule its own.";
  if (candidate.match.tools && (candidate.match.methods || candidate.match.paths)) {
    errors.tools = "Tools are MCP, methods and paths are HTTP: no call is both. Use two rules.";
  }
  for (const issue of parsed.error?.issues ?? []) errors[ruleField(issue.path)] ??= issue.message;
  if (mask === notJson) errors.mask = "This is not JSON. Write a list such as the one shown, or leave it empty.";
  return parsed.success && Object.keys(errors).length === 0 ? { rule: parsed.data } : { errors };
}

function names<Key extends string>(key: Key, text: string): { [K in Key]?: string[] } {
  const list = splitNames(text);
  return (list.length > 0 ? { [key]: list } : {}) as { [K in Key]?: string[] };
}

/** Stands for text that cannot be parsed. */
const notJson = "not JSON";

function parseMask(text: string): unknown {
  if (text.trim() === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return notJson;
  }
}

/** The field of the form that a path in a rule belongs to. */
export function ruleField([first, second]: PropertyKey[]): keyof RuleDraft {
  if (first === "approval") return second === "expiresInS" ? "expiry" : "approvers";
  if (first === "match") {
    return (
      (["connections", "tools", "methods", "paths", "groups", "agents"] as const).find((key) => key === second) ?? "id"
    );
  }
  return (["message", "effect", "when", "mask"] as const).find((key) => key === first) ?? "id";
}
