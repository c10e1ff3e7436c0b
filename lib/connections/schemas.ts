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
