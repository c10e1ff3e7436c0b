import { z } from "zod";
import { CliError } from "./cli-error.ts";
import { escapeReferences } from "./expand-references.ts";

/** What the API tells of a stored credential: its kind and the names in it. */
const Shape = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("headers"), headers: z.array(z.string()) }),
  z.object({ kind: z.literal("query"), parameters: z.array(z.string()) }),
  z.object({ kind: z.literal("bearer") }),
  z.object({ kind: z.literal("basic") }),
  z.object({ kind: z.literal("command"), program: z.string(), args: z.number().int(), env: z.array(z.string()) }),
  z.object({
    kind: z.literal("client_credentials"),
    tokenUrl: z.string(),
    clientId: z.string(),
    authentication: z.string(),
    scope: z.string(),
    audience: z.string(),
  }),
]);

/** A credential of that shape with references in place of what is secret; throws CliError for a kind it does not know. */
export function credentialWithReferences(slug: string, shape: unknown): Record<string, unknown> {
  const parsed = Shape.safeParse(escapeReferences(shape));
  if (!parsed.success)
    throw new CliError(`The credential of connection ${slug} is of a kind that this program is too old for.`);
  const reference = (...words: string[]) => `\${${variableName(slug, ...words)}}`;
  const named = (names: string[]) => names.map((name) => ({ name, value: reference(name) }));
  const found = parsed.data;
  if (found.kind === "headers") return { kind: found.kind, headers: named(found.headers) };
  if (found.kind === "query") return { kind: found.kind, parameters: named(found.parameters) };
  if (found.kind === "bearer") return { kind: found.kind, token: reference("token") };
  if (found.kind === "basic") {
    return { kind: found.kind, username: reference("username"), password: reference("password") };
  }
  if (found.kind === "client_credentials") return { ...found, clientSecret: reference("client secret") };
  const args = Array.from({ length: found.args }, (_, index) => reference("arg", String(index + 1)));
  return { kind: found.kind, program: found.program, args, env: named(found.env) };
}

/** `datadog`, `DD-API-KEY` → `DATADOG_DD_API_KEY`. */
export function variableName(...words: string[]): string {
  const name = words
    .join("_")
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]+/g, "_")
    .replaceAll(/^_+|_+$/g, "");
  return /^[0-9]/.test(name) || name === "" ? `_${name}` : name;
}
