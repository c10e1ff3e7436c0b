import type { RequestChange } from "#lib/holds/schemas.ts";
import { insertElement, insertMember, memberAt } from "../message/json-members.ts";
import { skipSpace } from "../message/json-spans.ts";
import { rpcTruth } from "../message/rpc-truth.ts";
import type { MessageEdit } from "../mcp/visible-lists.ts";
import type { Call } from "../pipeline/call.ts";
import type { Answered } from "../pipeline/forward.ts";

/** That an approver has changed the arguments of a call before it ran, as its caller is told. */
export type EditNote = { holdId: string; approver: string | null; reason: string | null; changes: RequestChange[] };

const mostChanges = 20;

/** Tells a model: first in the tool's own answer, where it reads; and a program, in `_meta`. Undefined for HTTP. */
export function editOfAnswer(note: EditNote, call: Call): MessageEdit | undefined {
  if (call.kind !== "mcp" || call.id === null) return undefined;
  const { id } = call;
  return (text) => {
    if (rpcTruth(text, id) === undefined) return text;
    const result = memberAt(text, skipSpace(text, 0), "result");
    if (result === undefined || text[result] !== "{") return text;
    const content = memberAt(text, result, "content");
    const block = JSON.stringify({ type: "text", text: wordsOf(note) });
    const told = content === undefined ? text : insertElement(text, content, block);
    return withMeta(told, result, JSON.stringify({ id: note.holdId, edited: true, ...publicPart(note) }));
  };
}

/** Programs that speak HTTP find it in a header: which call, who, and where something is different. */
export function withEditHeader(answered: Answered, note: EditNote, call: Call): Answered {
  if (call.kind === "mcp") return answered;
  return { ...answered, headers: [...answered.headers, "holdpoint-edited", note.holdId] };
}

function withMeta(text: string, result: number, mark: string): string {
  const meta = memberAt(text, result, "_meta");
  if (meta === undefined) return insertMember(text, result, `"_meta":{"holdpoint/approval":${mark}}`);
  return text[meta] === "{" ? insertMember(text, meta, `"holdpoint/approval":${mark}`) : text;
}

function publicPart({ approver, reason, changes }: EditNote) {
  return { approver, reason, changes: changes.slice(0, mostChanges) };
}

function wordsOf({ approver, reason, changes }: EditNote): string {
  const lines = changes
    .slice(0, mostChanges)
    .map(({ path, before, after }) => `- ${path}: ${before ?? "absent"} -> ${after ?? "absent"}`);
  const more = changes.length - lines.length;
  return [
    `The arguments of this call were changed by ${approver ?? "an approver"}, who approved it with the changes. It ran as follows, not as you sent it:`,
    ...lines,
    ...(more > 0 ? [`- and ${more} more`] : []),
    ...(reason === null ? [] : [`Reason: ${reason}`]),
    "The result below is of the changed call.",
  ].join("\n");
}
