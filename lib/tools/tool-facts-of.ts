import { z } from "zod";
import { canonicalJson, sha256Hex } from "#lib/crypto/request-digest.ts";
import type { NamedToolFacts, ToolFacts } from "./schemas.ts";

const maxAnnotations = 20;
const maxTextCharacters = 200;

const ListedTool = z.object({
  name: z.string().min(1).max(1_000),
  description: z.json().optional(),
  inputSchema: z.json().optional(),
  outputSchema: z.json().optional(),
  annotations: z.record(z.string(), z.unknown()).optional(),
});

/** What a tool of an MCP list (`tools/list`) says of itself; undefined where it is none. */
export function toolFactsOf(listed: unknown): NamedToolFacts | undefined {
  const parsed = ListedTool.safeParse(listed);
  if (!parsed.success) return undefined;
  const { name, annotations = {}, description = null, inputSchema = null, outputSchema = null } = parsed.data;
  const schemaHash = sha256Hex(canonicalJson({ description, inputSchema, outputSchema }));
  return { name, annotations: plainHints(annotations), schemaHash };
}

/** An upstream may say what it likes: few hints, and nothing that is large. */
function plainHints(annotations: Readonly<Record<string, unknown>>): ToolFacts["annotations"] {
  const hints: ToolFacts["annotations"] = {};
  for (const [name, value] of Object.entries(annotations).slice(0, maxAnnotations)) {
    if (name.length > maxTextCharacters) continue;
    if (typeof value === "boolean" || typeof value === "number") hints[name] = value;
    if (typeof value === "string" && value.length <= maxTextCharacters) hints[name] = value;
  }
  return hints;
}
