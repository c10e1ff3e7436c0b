import { maxSourceLength, sourceTooLong } from "#lib/policies/shapes.ts";

/** Why a text cannot even be sent: it is too long. Null where it is not. */
export function sourceProblem(source: string): string | null {
  return source.length > maxSourceLength ? sourceTooLong : null;
}
