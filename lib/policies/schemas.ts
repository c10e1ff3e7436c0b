import { z } from "zod";
import { MaskObligation } from "#lib/masking/schemas.ts";

/** `*` stands for any characters within a name; nothing else is special. */
const Glob = z.string().trim().min(1).max(200);
const Globs = z.array(Glob).max(100);

export const Effect = z.enum(["deny", "hold", "allow"]);
export type Effect = z.infer<typeof Effect>;

export const HttpMethod = z.enum(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** Every list that is given must match; one that is not given matches everything. */
export const RuleMatch = z.strictObject({
  connections: Globs.optional(),
  /** MCP tools, by name. A rule with `tools` matches only `tools/call`. */
  tools: Globs.optional(),
  /** HTTP methods. A rule with `methods` or `paths` matches only HTTP calls. */
  methods: z.array(HttpMethod).max(7).optional(),
  /** HTTP paths below the connection, `*` within a segment, `**` across segments. */
  paths: Globs.optional(),
  /** Groups of the caller. */
  groups: Globs.optional(),
  agents: Globs.optional(),
});
export type RuleMatch = z.infer<typeof RuleMatch>;

export const Rule = z
  .strictObject({
    id: z
      .string()
      .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, "Use lower-case words joined by hyphens, such as refunds-need-finance.")
      .max(80),
    match: RuleMatch,
    /** CEL over what `docs/conditions.md` lists; the rule matches only where it is true. Type-checked when published. */
    when: z.string().trim().min(1).max(2_000).optional(),
    effect: Effect,
    /** Shown to the agent and to the approver. */
    message: z.string().trim().max(500).optional(),
    approval: z
      .strictObject({
        groups: z.array(z.string().trim().min(1).max(200)).min(1, "Name at least one group that may approve.").max(20),
        expiresInS: z
          .number()
          .int()
          .min(10)
          .max(30 * 86_400),
      })
      .optional(),
    /** What is masked of the calls that the rule lets through or holds, beside the credentials that always are. */
    mask: z.array(MaskObligation).min(1).max(20).optional(),
  })
  .refine((rule) => rule.effect !== "deny" || rule.mask === undefined, {
    path: ["mask"],
    message: "A rule that denies calls has nothing to mask.",
  })
  .refine((rule) => rule.effect !== "hold" || rule.approval !== undefined, {
    path: ["approval"],
    message: "A rule that holds calls must say who may approve them.",
  });
export type Rule = z.infer<typeof Rule>;

export const PolicyDocument = z.strictObject({ rules: z.array(Rule).max(1000) }).superRefine((document, refinement) => {
  const seen = new Set<string>();
  for (const [index, rule] of document.rules.entries()) {
    if (seen.has(rule.id)) {
      refinement.addIssue({
        code: "custom",
        path: ["rules", index, "id"],
        message: `Another rule is called ${rule.id}. Give each rule its own id.`,
      });
    }
    seen.add(rule.id);
  }
});
export type PolicyDocument = z.infer<typeof PolicyDocument>;

/** What a rule is matched against. */
export type PolicyCall = {
  connection: string;
  kind: "mcp" | "http";
  /** MCP method, such as `tools/call`; HTTP: `METHOD /path`. */
  operation: string;
  tool: string | null;
  method: string | null;
  path: string | null;
  groups: readonly string[];
  agent: string | null;
  /** Subject and verified e-mail address of the person. */
  subject: string | null;
  email: string | null;
  /** Name of the MCP client. */
  client: string | null;
  /** Arguments of a tool, or parameters of another MCP method; undefined where they are not known or not exact. */
  args: Readonly<Record<string, unknown>> | undefined;
  /** Query string of an HTTP call, without the question mark. */
  query: string | null;
  /** Body of an HTTP call: parsed JSON, else text, null where there is none, undefined where it cannot be read. */
  body: unknown;
};

export type Decision = {
  effect: Effect;
  /** The rule that decided; null where no rule matched. */
  rule: string | null;
  message: string | null;
  /** Every rule that matched, in document order. */
  matched: string[];
  /** Rules whose condition could not be evaluated: those that deny or hold count as matched, those that allow do not. */
  errors: string[];
  /** Rules whose masks apply: those that matched, and those whose condition could not be evaluated. */
  masks: string[];
  policyVersion: number;
  approval: { groups: string[]; expiresInS: number } | null;
};

/** The whole document that is to follow version `baseVersion`, and why. */
export const PublishPolicy = z.strictObject({
  baseVersion: z.number().int().min(0),
  document: PolicyDocument,
  reason: z.string().trim().min(1, "Say why; it is kept with the version and in the audit log.").max(2_000),
});

export type PolicyVersionSummary = { version: number; authorName: string; reason: string; createdAt: Date };
