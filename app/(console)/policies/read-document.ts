import { editYaml } from "#components/editor/edit-yaml.ts";
import { parseYaml } from "#components/editor/parse-yaml.ts";
import { PolicyDocument, PolicySource } from "#lib/policies/schemas.ts";

/** The document that a text says; null where it is not readable, or says something that no policy has. */
export function readDocument(source: string): PolicyDocument | null {
  if (sourceProblem(source) !== null) return null;
  const parsed = parseYaml(source);
  const document = parsed && PolicyDocument.safeParse(parsed.value);
  return document?.success ? document.data : null;
}

/** Why a text cannot even be sent: it is too long. Null where it is not. */
export function sourceProblem(source: string): string | null {
  const parsed = PolicySource.safeParse(source);
  return parsed.success ? null : (parsed.error.issues[0]?.message ?? null);
}

/** The text with parts of its document replaced; comments stay where they were. */
export function editDocument(source: string, document: PolicyDocument, change: Partial<PolicyDocument>): string {
  return editYaml(source, { ...document, ...change });
}
