import type { ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { readDraft } from "#lib/drafts/read-draft.ts";
import { readSource } from "#lib/policies/read-source.ts";
import { readPolicy } from "#lib/policies/read-policy.ts";
import { PolicyDocument } from "#lib/policies/schemas.ts";

/** What a pack is installed into: the shared draft, or where there is none the policy in force. */
export type Edited = {
  /** Revision of the draft; 0 where there is none. */
  revision: number;
  baseVersion: number;
  source: string;
  /** Null where the text of the draft is no policy at the moment. */
  document: PolicyDocument | null;
};

export async function readEdited(context: ServiceContext): Promise<Edited> {
  const [draft, policy] = await Promise.all([readDraft(context), readPolicy(context)]);
  if (!draft) return { revision: 0, baseVersion: policy.version, source: policy.source, document: policy.document };
  const { revision, baseVersion, source } = draft;
  const parsed = PolicyDocument.safeParse(readSource(source).value);
  return { revision, baseVersion, source, document: parsed.success ? parsed.data : null };
}

/** Throws `invalid` where the draft cannot be read, because nothing can be installed into it then. */
export async function requireEdited(context: ServiceContext): Promise<Edited & { document: PolicyDocument }> {
  const { document, ...edited } = await readEdited(context);
  if (!document) {
    throw new AppError(
      "invalid",
      "The draft of the policy cannot be read as it is. Correct it under YAML, or discard it, first.",
    );
  }
  return { ...edited, document };
}
