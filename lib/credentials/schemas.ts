import { z } from "zod";

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

/** What a header can carry (RFC 9110 section 5.5), without the white space that pasting brings along. */
const HeaderValue = z
  .string()
  .trim()
  .min(1, "Give the value to send.")
  .max(8_000)
  .regex(/^[\t\x20-\x7e\x80-\xff]+$/, "A header value is one line without control characters.");

const CredentialHeader = z.strictObject({
  name: z
    .string()
    .trim()
    .max(200)
    .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, "Give a header name, such as Authorization or DD-API-KEY.")
    .refine((name) => !reservedHeaders.has(name.toLowerCase()), "This header is the gateway's own to set."),
  value: HeaderValue,
});

const QueryParameter = z.strictObject({
  name: z
    .string()
    .trim()
    .max(200)
    .regex(/^[A-Za-z0-9_.~-]+$/, "Give a parameter name, such as api_key."),
  value: z.string().trim().min(1, "Give the value to send.").max(8_000),
});

const EnvVariable = z.strictObject({
  name: z
    .string()
    .trim()
    .max(200)
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "Give a variable name, such as API_KEY."),
  value: z.string().max(8_000),
});

function areDistinct(entries: { name: string }[]): boolean {
  return new Set(entries.map(({ name }) => name.toLowerCase())).size === entries.length;
}

const someHeaders = z
  .array(CredentialHeader)
  .min(1, "Add a header.")
  .max(20)
  .refine(areDistinct, "Name each header once.");

const someParameters = z
  .array(QueryParameter)
  .min(1, "Add a parameter.")
  .max(20)
  .refine(areDistinct, "Name each parameter once.");

/** A token endpoint sees the client's secret, so nothing but its own address goes with it. */
const TokenUrl = z
  .string()
  .trim()
  .max(2_000)
  .refine((text) => {
    if (!URL.canParse(text) || text.includes("#")) return false;
    const url = new URL(text);
    return /^https?:$/.test(url.protocol) && !url.username && !url.password;
  }, "Give the whole address of the token endpoint, such as https://login.example.com/oauth2/token.");

/** Visible characters: what OAuth's client ids and secrets are made of (RFC 6749 appendix A). */
const Secret = z
  .string()
  .trim()
  .min(1, "Give the value to send.")
  .max(8_000)
  .regex(/^[\x20-\x7e]+$/, "Plain characters only.");

/** Ways to prove to an upstream that the gateway may call it. Kept sealed; what a form sends and what is stored is one. */
export const ConnectionCredential = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("headers"), headers: someHeaders }),
  z.strictObject({
    kind: z.literal("bearer"),
    token: HeaderValue.regex(/^\S+$/, "A token has no white space in it."),
  }),
  z.strictObject({
    kind: z.literal("basic"),
    username: z
      .string()
      .max(1_000)
      .regex(/^[^:\p{Cc}]*$/u, "A user name has no colon (RFC 7617)."),
    password: z
      .string()
      .max(4_000)
      .regex(/^[^\p{Cc}]*$/u, "A password has no control characters."),
  }),
  z.strictObject({ kind: z.literal("query"), parameters: someParameters }),
  /** Not sent anywhere: the program that a stdio MCP server is, and its environment, which is where its keys are. */
  z.strictObject({
    kind: z.literal("command"),
    program: z.string().trim().min(1, "Give the program, such as npx or /usr/local/bin/server.").max(1_000),
    args: z.array(z.string().max(4_000)).max(50),
    env: z.array(EnvVariable).max(50).refine(areDistinct, "Name each variable once."),
  }),
  z.strictObject({
    kind: z.literal("client_credentials"),
    tokenUrl: TokenUrl,
    clientId: Secret,
    clientSecret: Secret,
    /** How the client shows its secret (RFC 6749 section 2.3.1): in the Authorization header or in the form. */
    authentication: z.enum(["basic", "post"]).default("basic"),
    scope: z.string().trim().max(2_000).default(""),
    /** Some providers (Auth0) make tokens for an audience; others for a resource (RFC 8707). Empty: not sent. */
    audience: z.string().trim().max(2_000).default(""),
  }),
]);
export type ConnectionCredential = z.infer<typeof ConnectionCredential>;
export type CredentialKind = ConnectionCredential["kind"];
export type CredentialInput = z.input<typeof ConnectionCredential>;

/** A credential, to be compared with the one that the connection has. */
export const CompareCredential = z.strictObject({
  id: z.string().max(64),
  credential: ConnectionCredential.nullable(),
});
