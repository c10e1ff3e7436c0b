import type { AddressRules } from "#lib/connections/address-rules.ts";
import { AppError } from "#lib/core/errors.ts";
import { listManaged, removeContent, writeContent } from "./managed-content.ts";
import { withDatadog, type DatadogAccount } from "./open-datadog.ts";
import { describePlan, planInstall, planRemoval, type PlannedChange } from "./plan-content.ts";
import type { ContentChange, ContentPlan, ContentWishes } from "./schemas.ts";

type Wanted = ContentWishes & { remove: boolean };

/** What installing, or removing, would do in the account. Writes nothing. Throws as `withDatadog` does. */
export function planContentChange(account: DatadogAccount, rules: AddressRules, wanted: Wanted): Promise<ContentPlan> {
  return withDatadog(account, rules, async (datadog) => describePlan(plan(wanted, await listManaged(datadog))));
}

/**
 * Does what the plan of this digest says, or the part of it that `keys` name. Throws `conflict` where another plan would
 * come out by now, and as `withDatadog` does; what was written before then is written, and a second run does the rest.
 */
export function changeContent(
  account: DatadogAccount,
  rules: AddressRules,
  { digest, keys, ...wanted }: Wanted & { digest: string; keys?: readonly string[] | undefined },
): Promise<ContentChange[]> {
  return withDatadog(account, rules, async (datadog) => {
    const planned = plan(wanted, await listManaged(datadog));
    const described = describePlan(planned);
    if (described.digest !== digest) {
      throw new AppError(
        "conflict",
        "The Datadog account has changed since this was shown. Look at the changes again.",
      );
    }
    const due = planned.filter(({ key, change }) => change !== "unchanged" && (keys?.includes(key) ?? true));
    for (const { item, remote } of due) {
      if (item) await writeContent(datadog, item, remote);
      else if (remote) await removeContent(datadog, remote);
    }
    return described.changes.filter((_, index) => due.some((each) => each === planned[index]));
  });
}

function plan({ remove, ...wishes }: Wanted, remote: Awaited<ReturnType<typeof listManaged>>): PlannedChange[] {
  return remove ? planRemoval(remote) : planInstall(wishes, remote);
}
