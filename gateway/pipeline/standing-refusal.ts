import type { HoldStanding } from "#lib/holds/find-holds.ts";
import { Refusal } from "../errors.ts";

type Standing = Pick<HoldStanding, "state" | "approver" | "reason"> & { wasDecided?: boolean };

/** What to tell a caller whose hold is not, or no longer, theirs to run. */
export function standingRefusal({ state, approver, reason, wasDecided = false }: Standing): Refusal {
  if (state === "expired" && wasDecided) {
    return new Refusal(
      "hold_expired",
      `The call was approved by ${approver ?? "an approver"}, and its caller came back too late to run it. It has not run. ` +
        "Send it again to ask anew.",
    );
  }
  if (state === "expired") return new Refusal("hold_expired");
  if (state === "cancelled") return new Refusal("hold_cancelled");
  if (state === "unknown") return new Refusal("hold_unknown");
  if (state !== "denied") return new Refusal("hold_running");
  return new Refusal(
    "denied_by_approver",
    `The call was denied by ${approver ?? "an approver"}: ${reason ?? "no reason given"}. ` +
      "It has not run. This is final; do not retry it.",
  );
}
