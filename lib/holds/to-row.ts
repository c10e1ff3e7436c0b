import type { Approval, Hold } from "#prisma-client";
import type { Person } from "#lib/core/context.ts";
import { canonicalJson, sha256Hex } from "#lib/crypto/request-digest.ts";
import { mayDecide, termsOf, toListItem } from "./internal.ts";
import type { HeldRequest, HoldRow } from "./schemas.ts";

const excerptCharacters = 300;

/** A row of the list for one person. `request`: null where they may not read it. */
export function toRow(
  person: Person,
  hold: Hold & { approvals: Approval[] },
  request: HeldRequest | null,
  now: Date,
): HoldRow {
  const may = request !== null && mayDecide(person, hold, now).allowed;
  return {
    ...toListItem(hold),
    excerpt: excerptOf(request),
    decidable: may
      ? {
          requestDigest: hold.requestDigest,
          sameness: samenessOf(hold, request),
          reasonOptional: termsOf(hold).reasonOptional === true,
        }
      : null,
  };
}

function samenessOf({ connection, operation, tool }: Hold, request: HeldRequest): string {
  return sha256Hex(canonicalJson({ connection, operation, tool, request }));
}

/** The beginning of what would run on one line; the hold's page has it whole. */
function excerptOf(request: HeldRequest | null): string | null {
  if (request === null) return null;
  const said = request.kind === "mcp" ? request.arguments : request.body;
  if (said === null || said === undefined || said === "") return null;
  return (typeof said === "string" ? said : JSON.stringify(said)).slice(0, excerptCharacters);
}
