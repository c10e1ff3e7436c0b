import { z } from "zod";
import { ConnectionCredential, type CredentialKind } from "#lib/credentials/schemas.ts";

export const ConnectionKind = z.enum(["mcp", "http"]);
export type ConnectionKind = z.infer<typeof ConnectionKind>;

/** What becomes of a call when the ledger cannot be written: no call, or for calls that only read a local record. */
export const Recording = z.enum(["strict", "spooled"]);
export type Recording = z.infer<typeof Recording>;

export const ConnectionSlug = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, "Use lower-case letters, digits and hyphens.")
  .max(60);

/** Holdpoint's own MCP server stands there. */
export const reservedSlug = "holdpoint";

/** A connection as pages show it: never its credential. */
export type ConnectionSummary = {
  id: string;
  slug: string;
  name: string;
  kind: ConnectionKind;
  baseUrl: string;
  /** Null where the upstream wants none. */
  credential: CredentialKind | null;
  groups: string[];
  holdBudgetMs: number;
  hosts: string[];
  callsPerMinute: number | null;
  callsAtOnce: number | null;
  recording: Recording;
  shareable: boolean;
  updatedAt: Date;
};

/** Address of an upstream: http or https, without credentials, query or fragment, no trailing slash; or `stdio:<name>`. */
const UpstreamUrl = z
  .string()
  .trim()
  .max(2_000)
  .superRefine((text, refinement) => {
    const problem = upstreamUrlProblem(text);
    if (problem) refinement.addIssue({ code: "custom", message: problem });
  })
  .transform((text) => text.replace(/\/+$/, ""));

function upstreamUrlProblem(text: string): string | null {
  // A name for people and the log; what is run is in the credential.
  if (/^stdio:[A-Za-z0-9._-]{1,200}$/.test(text)) return null;
  if (!URL.canParse(text)) return "Give the whole address, such as https://mcp.example.com/mcp.";
  const url = new URL(text);
  if (url.protocol !== "http:" && url.protocol !== "https:") return "The address must begin with http:// or https://.";
  if (url.username || url.password) return "Leave user and password out of the address; enter them as the credential.";
  if (url.search || text.includes("#")) return "Leave everything from ? or # on out of the address.";
  return null;
}

/** Two stars are enough for api.*, and keep matching cheap. */
const HostGlob = z
  .string()
  .trim()
  .toLowerCase()
  .max(253)
  .refine(
    (glob) => /^[a-z0-9*.-]*[a-z0-9][a-z0-9*.-]*$/.test(glob) && glob.split("*").length <= 3,
    "Give host names without port or path; * stands for anything, as in api.*.",
  );

const callLimit = z.number().int("Give a whole number.").min(1, "At least 1.").max(1_000_000_000).nullable();

const connectionFields = {
  name: z.string().trim().min(1, "Give it a name that people know.").max(200),
  kind: ConnectionKind,
  baseUrl: UpstreamUrl,
  /** Caller groups that may use it; empty: every authenticated caller. */
  groups: z.array(z.string().trim().min(1).max(200)).max(100),
  holdBudgetMs: z
    .number()
    .int()
    .min(1_000, "Wait at least 1 second.")
    .max(600_000, "Wait at most 600 seconds; callers retry and find their hold again."),
  /** Hosts of requests that lead here without a path prefix; for HTTP connections. */
  hosts: z.array(HostGlob).max(20).default([]),
  /** Of one caller; null: what the gateway's environment says. */
  callsPerMinute: callLimit.default(null),
  callsAtOnce: callLimit.default(null),
  recording: Recording.default("strict"),
  /** Whether all callers use one program; for stdio servers that keep nothing between calls. */
  shareable: z.boolean().default(false),
};

export const CreateConnection = z.strictObject({
  slug: ConnectionSlug.refine((slug) => slug !== reservedSlug, "Holdpoint's own MCP server has this name."),
  ...connectionFields,
  credential: ConnectionCredential.nullable(),
});

/** The slug stays: policies, keys, callers and the ledger name the connection by it. */
export const UpdateConnection = z.strictObject({
  id: z.string().max(64),
  ...connectionFields,
  /** Absent: keep the stored one. Null: remove it. */
  credential: ConnectionCredential.nullable().optional(),
  /** `updatedAt` of what the form showed: a change made meanwhile is not overwritten. */
  expectedUpdatedAt: z.coerce.date(),
});
