import { z } from "zod";
import { RuleApproval } from "#lib/approvals/schemas.ts";
import { MaskObligation } from "#lib/masking/schemas.ts";
import { maxSourceLength, sourceTooLong } from "./shapes.ts";

/** `*` stands for any characters within a name; nothing else is special. */
const Glob = z.string().trim().min(1).max(200);
const Globs = z.array(Glob).max(100);

export const Effect = z.enum(["deny", "hold", "allow"]);
export type Effect = z.infer<typeof Effect>;

/** What policy judges of MCP; other methods follow from access to the connection. */
export const McpMethod = z.enum(["tools/call", "resources/read", "prompts/get"]);

export const HttpMethod = z.enum(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** Every list that is given must match; one that is not given matches everything. */
export const RuleMatch = z.strictObject({
  connections: Globs.optional(),
  /** MCP tools, by name. A rule with `tools` matches only `tools/call`. */
  tools: Globs.optional(),
  /** MCP methods. A rule with `mcpMethods` matches only MCP calls. */
  mcpMethods: z.array(McpMethod).max(3).optional(),
  /** HTTP methods. A rule with `methods`, `paths` or `operations` matches only HTTP calls. */
  methods: z.array(HttpMethod).max(7).optional(),
  /** HTTP paths below the connection, `*` or `{name}` within a segment, `**` across segments. */
  paths: Globs.optional(),
  /** Names that lists of operations (lib/operations) give to HTTP calls. */
  operations: Globs.optional(),
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
    /** For those who maintain the policy; callers and approvers do not see it. */
    description: z.string().trim().max(2_000).optional(),
    match: RuleMatch,
    /** CEL over what `docs/conditions.md` lists; the rule matches only where it is true. Type-checked when published. */
    when: z.string().trim().min(1).max(2_000).optional(),
    effect: Effect,
    /** The rule decides nothing: what it would do is recorded and counted (shadow mode). */
    observe: z.boolean().optional(),
    /** Shown to the agent and to the approver. */
    message: z.string().trim().max(500).optional(),
    approval: RuleApproval.optional(),
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

const Text = z.string().max(1_000);
const Counts = z.strictObject({
  calls: z.number().int().min(0).optional(),
  denied: z.number().int().min(0).optional(),
  held: z.number().int().min(0).optional(),
});

const Recent = z.strictObject({ minute: Counts.optional(), hour: Counts.optional() });

/** A call as people write it down: in a test beside the rules, or to have it explained. What is left out is empty. */
export const TypedCall = z
  .strictObject({
    connection: z.string().trim().min(1).max(200),
    caller: z
      .strictObject({ sub: Text.optional(), email: Text.optional(), groups: z.array(Text).max(500).optional() })
      .optional(),
    agent: Text.optional(),
    client: Text.optional(),
    /** MCP: a tool and its arguments, or another method and its parameters. */
    tool: Text.optional(),
    mcpMethod: McpMethod.optional(),
    args: z.record(z.string(), z.json()).optional(),
    annotations: z.record(z.string(), z.json()).optional(),
    schemaHash: Text.optional(),
    /** HTTP: method, path below the connection, query string without question mark, body as JSON or text. */
    method: z
      .string()
      .regex(/^[A-Z]{1,20}$/, "Write the HTTP method in capitals, such as POST.")
      .optional(),
    path: z.string().max(8_000).optional(),
    query: z.string().max(8_000).optional(),
    body: z.json().optional(),
    /** When it is made; absent: now. */
    at: z.iso.datetime().optional(),
    /** What the caller did before; what is left out is zero. */
    history: Recent.extend({ same: Recent.optional() }).optional(),
  })
  .refine((call) => (call.method === undefined) === (call.path === undefined), {
    path: ["path"],
    message: "An HTTP call has both a method and a path.",
  })
  .refine((call) => (call.method !== undefined) !== (call.tool !== undefined || call.mcpMethod !== undefined), {
    message: "Say what is called: a tool or an mcpMethod, or an HTTP method and path.",
  });
export type TypedCall = z.infer<typeof TypedCall>;

/** An example with the verdict it must get; a policy whose tests fail cannot be published. */
export const PolicyTest = z.strictObject({
  name: z.string().trim().min(1).max(200),
  call: TypedCall,
  expect: z.strictObject({
    effect: Effect,
    /** Every rule that must have matched, in any order; absent: whichever. */
    rules: z.array(z.string().max(80)).max(1_000).optional(),
  }),
});
export type PolicyTest = z.infer<typeof PolicyTest>;

/** Which pack was installed for whom, and each rule as it came, by digest: what differs was edited here. */
export const InstalledPack = z.strictObject({
  id: z.string().min(1).max(80),
  version: z.number().int().min(1),
  connections: Globs,
  approvers: z.array(z.string().trim().min(1).max(200)).max(20),
  rules: z.record(z.string().max(80), z.string().max(64)),
});
export type InstalledPack = z.infer<typeof InstalledPack>;

const PolicyFields = z.strictObject({
  rules: z.array(Rule).max(1_000),
  tests: z.array(PolicyTest).max(500).optional(),
  /** Packs that rules were installed from. */
  packs: z.array(InstalledPack).max(50).optional(),
});

export const PolicyDocument = PolicyFields.superRefine((document, refinement) => {
  requireUnique(refinement, "rules", "id", (id) => `Another rule is called ${id}. Give each rule its own id.`);
  requireUnique(refinement, "tests", "name", (name) => `Another test is called ${name}. Give each test its own name.`);
  requireUnique(refinement, "packs", "id", (id) => `The pack ${id} is listed twice.`);

  function requireUnique(
    context: z.RefinementCtx,
    list: "rules" | "tests" | "packs",
    key: "id" | "name",
    message: (value: string) => string,
  ): void {
    const seen = new Set<unknown>();
    for (const [index, entry] of (document[list] ?? []).entries()) {
      const value = (entry as Record<string, unknown>)[key];
      if (seen.has(value))
        context.addIssue({ code: "custom", path: [list, index, key], message: message(String(value)) });
      seen.add(value);
    }
  }
});
export type PolicyDocument = z.infer<typeof PolicyDocument>;

/** What has to be typed before a policy is published that a check finds dangerous. */
export const Confirmation = z.enum(["allow everything", "lock everybody out"]);
export type Confirmation = z.infer<typeof Confirmation>;

/** A document as YAML (1.2, without anchors); its comments are kept with the version. */
export const PolicySource = z.string().max(maxSourceLength, sourceTooLong);
const Reason = z.string().trim().min(1, "Say why; it is kept with the version and in the audit log.").max(2_000);
export const PolicyVersionNumber = z.number().int().min(0);

/** The whole policy that is to follow version `baseVersion`, as YAML or as a document, and why. */
export const PublishPolicy = z
  .strictObject({
    baseVersion: PolicyVersionNumber,
    document: PolicyDocument.optional(),
    source: PolicySource.optional(),
    reason: Reason,
    confirm: Confirmation.optional(),
    /** Revision of the shared draft that this publishes, and that is gone afterwards. */
    draftRevision: z.number().int().min(1).optional(),
  })
  .refine((input) => (input.document === undefined) !== (input.source === undefined), {
    message: "Give the policy either as its source or as a document.",
  });

export const RollbackPolicy = z.strictObject({
  /** The version whose document comes back, as a new version. */
  version: PolicyVersionNumber,
  baseVersion: PolicyVersionNumber,
  reason: Reason,
  confirm: Confirmation.optional(),
});

export const CheckPolicy = z
  .strictObject({ document: z.unknown().optional(), source: PolicySource.optional() })
  .refine((input) => (input.document === undefined) !== (input.source === undefined), {
    message: "Give the policy either as its source or as a document.",
  });

/** `line` and `column` count from 1 in the source; null where a document was given. */
export type PolicyProblem = {
  path: (string | number)[];
  message: string;
  line: number | null;
  column: number | null;
};

export type TestResult = {
  name: string;
  passed: boolean;
  /** Why it failed; empty where it passed. */
  problem: string;
  effect: Effect;
  /** Every rule that matched, in document order. */
  matched: string[];
};

export type PolicyVersionSummary = {
  version: number;
  authorName: string;
  reason: string;
  createdAt: Date;
  /** What was typed to publish it. */
  confirmed: Confirmation | null;
};
