import { stringify } from "yaml";
import type { PolicyDocument } from "./schemas.ts";

/** A document as YAML, for those that were not written as it. */
export function writeSource(document: PolicyDocument): string {
  return stringify(document, { aliasDuplicateObjects: false, lineWidth: 120 });
}
