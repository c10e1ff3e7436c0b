import { headers } from "next/headers";
import { unstable_rethrow } from "next/navigation";
import type { ServiceContext } from "#lib/core/context.ts";
import { toPublicError, type ErrorCode } from "#lib/core/errors.ts";
import { getConsole } from "./console.ts";
import { requireContext } from "./context.ts";
import { noteRefusal } from "./note-refusal.ts";
import { requireSameOrigin } from "./same-origin.ts";

export type ActionResult<Output> =
  | { ok: true; value: Output }
  | { ok: false; code: ErrorCode; message: string; fields?: Record<string, string> };

/**
 * Makes a server action of a verb: same origin, signed in, then the verb, which authorizes and parses. What it throws
 * comes back as a value with a sentence for people; unknown errors go to the log only.
 */
export function defineAction<Input, Output>(
  verb: (context: ServiceContext, input: Input) => Promise<Output>,
): (input: Input) => Promise<ActionResult<Output>> {
  return async (input) => {
    try {
      requireSameOrigin(await headers(), getConsole().env.CONSOLE_URL);
      return { ok: true, value: await verb(await requireContext(), input) };
    } catch (error) {
      unstable_rethrow(error);
      await noteRefusal(`POST ${await pageOf()}`, error);
      const { code, message, fields } = toPublicError(error);
      if (code === "internal") getConsole().logger.error({ err: error }, "action failed");
      return { ok: false, code, message, ...(fields && { fields }) };
    }
  };
}

/** The page whose action it is. */
async function pageOf(): Promise<string> {
  const referer = (await headers()).get("referer") ?? "";
  return URL.canParse(referer) ? new URL(referer).pathname : "an action";
}
