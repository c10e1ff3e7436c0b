import { editYaml } from "#components/editor/edit-yaml.ts";
import { parseYaml } from "#components/editor/parse-yaml.ts";
import { PolicyDocument } from "#lib/policies/schemas.ts";
import { sourceProblem } from "./source-problem.ts";

/** The document that a text says; null where it is not readable, or says something that no policy has. */
export function readDocument(source: string): PolicyDocument | null {
  if (sourceProblem(source) !== null) return null;
  const parsed = parseYaml(source);
  const document = parsed && PolicyDocument.safeParse(parsed.value);
  return document?.success ? document.data : null;
}

/** The text with parts of its document replaced; comments stay where they were. */
export function editDocument(source: string, document: PolicyDocument, change: Partial<PolicyDocument>): string {
  return editYaml(source, { ...document, ...change });
}
