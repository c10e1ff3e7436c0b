import { isDeepStrictEqual } from "node:util";
import type { Hold } from "#prisma-client";
import type { ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import type { Transaction } from "#lib/database/prisma.ts";
import { compilePolicy, evaluate } from "#lib/policies/evaluate.ts";
import { PolicyDocument, type Effect } from "#lib/policies/schemas.ts";
import { ToolFacts } from "#lib/tools/schemas.ts";
import { callOf } from "./call-of.ts";
import type { HeldRequest } from "./schemas.ts";

/**
 * Asks the policy in force about a call as it was held and as an approver changed it, with the same facts about both: what
 * is not known here (what the caller did before) then makes no difference. The gateway asks again with everything, before it
 * sends. Throws `conflict` where the changes bring a denial, or ask for approvals that the call as it was did not need.
 */
export async function judgeEdit(
  transaction: Transaction,
  context: ServiceContext,
  hold: Hold,
  { before, after }: { before: HeldRequest; after: HeldRequest },
): Promise<void> {
  const [published, held, tool] = await Promise.all([
    transaction.policyVersion.findFirst({ orderBy: { version: "desc" } }),
    transaction.auditEvent.findFirst({ where: { holdId: hold.id, type: "call.held" }, select: { attrs: true } }),
    hold.tool === null
      ? null
      : transaction.knownTool.findUnique({
          where: { connection_name: { connection: hold.connection, name: hold.tool } },
        }),
  ]);
  if (!published) return;
  const { rules } = PolicyDocument.parse(published.document);
  const policy = compilePolicy({ rules }, published.version);
  const known = {
    ...knownOf(held?.attrs),
    toolFacts: tool && ToolFacts.parse(tool),
    environment: context.environment ?? "production",
    at: Date.now(),
  };
  const matched = (request: HeldRequest, effect: Effect): string[] => {
    const decision = evaluate(policy, { ...callOf(hold, request), ...known });
    return rules.flatMap(({ id, effect: of }) => (of === effect && decision.matched.includes(id) ? [id] : []));
  };
  const denials = matched(before, "deny");
  const denied = matched(after, "deny").find((id) => !denials.includes(id));
  const asked = matched(after, "hold");
  if (denied !== undefined || (asked.length === 0 && matched(after, "allow").length === 0)) {
    const by = denied === undefined ? "no rule allows it" : `by the rule ${denied}`;
    throw new AppError("conflict", `The policy denies the call with these arguments: ${by}.`);
  }
  if (asked.length > 0 && !isDeepStrictEqual(asked, matched(before, "hold"))) {
    const others = asked.join(", ");
    throw new AppError(
      "conflict",
      `With these arguments the policy asks for another approval: ${others} hold it. Deny it, and have the caller ask anew.`,
    );
  }
}

/** What the event of the held call says of its caller. */
function knownOf(attrs: unknown): { groups: string[]; client: string | null } {
  const said = typeof attrs === "object" && attrs !== null ? (attrs as Record<string, unknown>) : {};
  const groups = said["auth.groups"];
  const client = said["mcp.client.name"];
  return {
    groups: Array.isArray(groups) ? groups.filter((group) => typeof group === "string") : [],
    client: typeof client === "string" ? client : null,
  };
}
