import type { ActionResult } from "#app/_server/action.ts";

/** What an action answers; that it could not be reached is an answer like any other refusal. */
export async function answerOf<Output>(action: Promise<ActionResult<Output>>): Promise<ActionResult<Output>> {
  try {
    return await action;
  } catch {
    const message = "Holdpoint cannot be reached. What you wrote is still here; try again.";
    return { ok: false, code: "unavailable", message };
  }
}
