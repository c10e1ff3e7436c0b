import type { z } from "zod";
import type { ServiceContext } from "#lib/core/context.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { requirePermission } from "#lib/core/permissions.ts";
import { toPolicyCall as fromPast, type PastCall } from "#lib/past-calls/past-call.ts";
import type { StoredRequest } from "#lib/past-calls/stored-request.ts";
import { requireDocument } from "#lib/policies/check-document.ts";
import type { PolicyCall } from "#lib/policies/decision.ts";
import { readPolicy } from "#lib/policies/read-policy.ts";
import { readPolicyVersion } from "#lib/policies/read-policy-version.ts";
import type { PolicyDocument, TypedCall } from "#lib/policies/schemas.ts";
import { toPolicyCall } from "#lib/policies/typed-call.ts";
import { ToolFacts } from "#lib/tools/schemas.ts";
import { explainRules } from "./explain-rules.ts";
import { findPastCall, readPastRequest } from "./find-past-call.ts";
import { ExplainCall, type Explanation, type UnknownPart } from "./schemas.ts";
import { toTypedCall } from "./to-typed-call.ts";

/**
 * Judges one call, past or typed, and says of every rule whether it matches and why. Arguments of a past call are looked at
 * only for those who may read payloads, and that they are is recorded. Throws `not_found`, and `invalid` where the call or
 * the policy cannot be used.
 */
export async function explainCall(context: ServiceContext, input: z.input<typeof ExplainCall>): Promise<Explanation> {
  requirePermission(context, "policies.read");
  const { callId, eventId, call, ...given } = parseInput(ExplainCall, input);
  const { document, version } = await policyOf(context, given);
  if (call) return explain(document, version, { call: await typed(context, call), unknown: [], past: null });
  const past = await findPastCall(context, { callId, eventId });
  const request = await readPastRequest(context, past);
  const toolFacts = past.tool === null ? null : await findTool(context, past.connection, past.tool);
  const environment = context.environment ?? "production";
  const judged = fromPast(past, { request, toolFacts, environment });
  return explain(document, version, { call: judged, unknown: unknownParts(past, request, toolFacts), past });
}

function explain(
  document: PolicyDocument,
  version: number | null,
  { call, unknown, past }: { call: PolicyCall; unknown: UnknownPart[]; past: PastCall | null },
): Explanation {
  const { decision, rules } = explainRules(document, version ?? 0, call);
  const { effect, rule, message, approval } = decision;
  return {
    call: toTypedCall(call),
    unknown,
    policyVersion: version,
    verdict: { effect, rule, message, approval },
    rules,
    recorded: past && {
      callId: past.callId,
      eventId: past.eventId,
      at: past.at,
      effect: past.decision,
      rule: past.rule,
      policyVersion: past.policyVersion,
    },
  };
}

async function policyOf(
  context: ServiceContext,
  given: { document?: PolicyDocument | undefined; source?: string | undefined; version?: number | undefined },
): Promise<{ document: PolicyDocument; version: number | null }> {
  if (given.version !== undefined) return readPolicyVersion(context, { version: given.version });
  if (given.document === undefined && given.source === undefined) return readPolicy(context);
  return { document: requireDocument(given), version: null };
}

/** What is known of the tool is filled in where the call does not say it. */
async function typed(context: ServiceContext, call: TypedCall): Promise<PolicyCall> {
  const judged = toPolicyCall(call, context.environment ?? "production");
  if (judged.tool === null || judged.toolFacts !== null) return judged;
  return { ...judged, toolFacts: await findTool(context, judged.connection, judged.tool) };
}

async function findTool(context: ServiceContext, connection: string, name: string): Promise<ToolFacts | null> {
  const row = await context.database.knownTool.findUnique({ where: { connection_name: { connection, name } } });
  return row && ToolFacts.parse(row);
}

function unknownParts(past: PastCall, request: StoredRequest | null, toolFacts: ToolFacts | null): UnknownPart[] {
  const isHttp = past.kind === "http";
  const parts: Record<UnknownPart, boolean> = {
    args: !isHttp && request?.args === undefined,
    body: isHttp && request?.body === undefined,
    query: isHttp,
    groups: past.groups === null,
    history: true,
    tool: past.tool !== null && toolFacts === null,
  };
  return (Object.keys(parts) as UnknownPart[]).filter((part) => parts[part]);
}
