import { z } from "zod";

export const ConnectionKind = z.enum(["mcp", "http"]);
export type ConnectionKind = z.infer<typeof ConnectionKind>;

/** What the gateway adds to a request for the upstream; kept sealed. */
export const ConnectionCredential = z.strictObject({ headers: z.record(z.string(), z.string()) });
export type ConnectionCredential = z.infer<typeof ConnectionCredential>;

export const ConnectionSlug = z
  .string()
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, "Use lower-case letters, digits and hyphens.")
  .max(60);

/** A connection as pages show it: never its credential. */
export type ConnectionSummary = {
  id: string;
  slug: string;
  name: string;
  kind: ConnectionKind;
  baseUrl: string;
  hasCredential: boolean;
  groups: string[];
  holdBudgetMs: number;
  updatedAt: Date;
};

/** Address of an upstream: http or https, without credentials, query or fragment; no trailing slash. */
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
  if (!URL.canParse(text)) return "Give the whole address, such as https://mcp.example.com/mcp.";
  const url = new URL(text);
  if (url.protocol !== "http:" && url.protocol !== "https:") return "The address must begin with http:// or https://.";
  if (url.username || url.password) return "Leave user and password out of the address; add a credential header.";
  if (url.search || text.includes("#")) return "Leave everything from ? or # on out of the address.";
  return null;
}

/** Headers that belong to one connection or message (RFC 9110 sections 6.6 and 7.6), never to a credential. */
const reservedHeaders = new Set([
  "connection",
  "content-encoding",
  "content-length",
  "content-type",
  "expect",
  "host",
  "keep-alive",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

const CredentialHeader = z.strictObject({
  name: z
    .string()
    .trim()
    .max(200)
    .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, "Give a header name, such as Authorization or DD-API-KEY.")
    .refine((name) => !reservedHeaders.has(name.toLowerCase()), "This header is the gateway's own to set."),
  value: z
    .string()
    .trim()
    .min(1, "Give the value to send.")
    .max(8_000)
    .regex(/^[\t\x20-\x7e\x80-\xff]+$/, "A header value is one line without control characters."),
});

const credentialHeaders = z
  .array(CredentialHeader)
  .max(20)
  .refine(
    (headers) => new Set(headers.map(({ name }) => name.toLowerCase())).size === headers.length,
    "Name each header once.",
  );

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
};

export const CreateConnection = z.strictObject({
  slug: ConnectionSlug,
  ...connectionFields,
  credential: credentialHeaders,
});

/** The slug stays: policies, keys, callers and the ledger name the connection by it. */
export const UpdateConnection = z.strictObject({
  id: z.string().max(64),
  ...connectionFields,
  /** Absent: keep the stored one. Empty: remove it. */
  credential: credentialHeaders.optional(),
  /** `updatedAt` of what the form showed: a change made meanwhile is not overwritten. */
  expectedUpdatedAt: z.coerce.date(),
});
