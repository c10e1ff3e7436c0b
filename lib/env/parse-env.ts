import path from "node:path";
import { z } from "zod";
import { addressRules } from "#lib/connections/address-rules.ts";
import { trustedProxies } from "#lib/core/client-address.ts";

export type EnvSource = Record<string, string | undefined>;

/** Thrown with one line that names every variable that is wrong and what it should be. */
export class EnvError extends Error {}

/** Parses the environment of one process; empty values count as absent. Throws EnvError. */
export function parseEnv<T extends z.ZodType>(schema: T, source: EnvSource): z.infer<T> {
  const present = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = schema.safeParse(present);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    const name = issue.path.join(".");
    return present[name] === undefined && issue.code === "invalid_type"
      ? `${name} is not set`
      : `${name} is ${shown(name, present[name])}: ${issue.message}`;
  });
  throw new EnvError(`${problems.join("; ")}. See .env.example.`);
}

/** The value as an error may repeat it: secrets not at all, addresses without their password. */
function shown(name: string, value: string | undefined): string {
  if (/SECRET|PASSWORD|KEY|TOKEN/.test(name)) return "not usable";
  return JSON.stringify(value?.replace(/\/\/[^/@\s]*@/, "//…@"));
}

/** An absolute path. */
export const FolderPath = z.string().refine((folder) => path.isAbsolute(folder), "must be an absolute path");

export const Port = z.coerce
  .number("must be a port number")
  .int()
  .min(1, "must be 1 to 65535")
  .max(65_535, "must be 1 to 65535");
export const Count = z.coerce.number("must be a number").int().min(1, "must be at least 1").max(1_000_000_000);
export const PostgresUrl = z.string().regex(/^postgres(?:ql)?:\/\/.+/, "must be a postgresql:// address");
export const HttpUrl = z
  .string()
  .regex(/^https?:\/\/[^/\s]+/, "must be an http:// or https:// address")
  .transform((url) => url.replace(/\/+$/, ""));
export const RedisUrl = z.string().regex(/^rediss?:\/\/.+/, "must be a redis:// or rediss:// address");
export const SmtpUrl = z.string().regex(/^smtps?:\/\/[^/\s]+/, "must be an smtp:// or smtps:// address");
export const Secret = z.string().min(32, "must be at least 32 characters; `openssl rand -base64 32` makes one");
export const EnvironmentName = z.string().max(100, "must have 100 characters at most");
export const LogLevel = z.enum(["trace", "debug", "info", "warn", "error", "silent"]);
/** Addresses, CIDR ranges and host names inside private networks that upstreams may be at; comma-separated. */
export const PrivateUpstreams = z.string().transform((text, refinement) => {
  const entries = splitNames(text);
  try {
    addressRules(entries);
  } catch {
    refinement.addIssue({ code: "custom", message: "must be addresses, ranges such as 10.0.0.0/8, or host names" });
  }
  return entries;
});
/** Addresses or CIDR ranges of proxies; comma-separated. */
export const Proxies = z.string().transform((text, refinement) => {
  const entries = splitNames(text);
  try {
    trustedProxies(entries);
  } catch {
    refinement.addIssue({ code: "custom", message: "must be addresses or ranges such as 10.0.0.0/8" });
  }
  return entries;
});
/** Issuers, comma-separated; after each, divided by spaces, the audiences it is known for. */
export const Issuers = z.string().transform((text, refinement) =>
  splitNames(text).map((entry) => {
    const [issuer = "", ...audiences] = entry.split(/\s+/);
    const url = HttpUrl.safeParse(issuer);
    if (!url.success || issuer.includes("#")) {
      refinement.addIssue({ code: "custom", message: `must be http:// or https:// addresses; ${issuer} is none` });
    }
    return { issuer: url.data ?? issuer, audiences };
  }),
);
/** Comma-separated names. */
export const Names = z.string().transform(splitNames);

function splitNames(text: string): string[] {
  return text
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
}
