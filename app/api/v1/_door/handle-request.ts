import { findApiKey } from "#lib/api-keys/find-api-key.ts";
import { findDeadKey } from "#lib/api-keys/find-dead-key.ts";
import type { Actor, ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { parseInput } from "#lib/core/parse-input.ts";
import { recordRefusal } from "#lib/ledger/record-refusal.ts";
import type { CallBudget } from "./call-budget.ts";
import type { Operation } from "./define-operation.ts";
import { findOperation } from "./find-operation.ts";
import { problem, problemOf } from "./problem.ts";
import { readJson } from "./read-json.ts";

export type ApiDoor = {
  services: Omit<ServiceContext, "actor">;
  operations: readonly Operation[];
  /** The OpenAPI document, as text. */
  document: () => string;
  /** Of each key. */
  calls: CallBudget;
  /** Of each address: tries with keys that are none. */
  wrongKeys: CallBudget;
  onError: (error: unknown) => void;
};

const base = "/api/v1";

/**
 * Answers one request of the API: finds the operation, then the key, then its budget; parses what was sent and asks the
 * verb, which authorizes. Keys that open nothing, and what a key may not do, are in the ledger. Never throws.
 */
export async function handleRequest(door: ApiDoor, request: Request): Promise<Response> {
  try {
    return await answer(door, request);
  } catch (error) {
    if (!(error instanceof AppError) || error.code === "internal") door.onError(error);
    return problemOf(error);
  }
}

async function answer(door: ApiDoor, request: Request): Promise<Response> {
  const url = new URL(request.url);
  const path = url.pathname.slice(base.length);
  // Next leaves the body out of what it answers to HEAD.
  const method = request.method === "HEAD" ? "GET" : request.method;
  if (path === "/openapi.json" && method === "GET") return json(door.document(), 200);
  const found = findOperation(door.operations, method, path);
  if (found.kind === "nothing") {
    return problem("not_found", `There is nothing at this address. ${base}/openapi.json lists what there is.`);
  }
  if (found.kind === "other-methods") {
    const allowed = found.allowed.join(", ");
    return problem("method_not_allowed", `Not with ${request.method}; with ${allowed}.`, { allow: allowed });
  }
  const { operation, params } = found;

  const name = `${method} ${base}${operation.path}`;
  const admitted = await admit(door, request, name);
  if ("refusal" in admitted) return admitted.refusal;
  const context: ServiceContext = { ...door.services, actor: admitted.actor };

  try {
    return await run(context, operation, { request, params, search: url.searchParams });
  } catch (error) {
    if (error instanceof AppError && error.code === "forbidden") {
      await recordRefusal(door.services, { actor: admitted.actor, operation: name, error, httpStatus: 403 });
    }
    throw error;
  }
}

async function run(
  context: ServiceContext,
  operation: Operation,
  { request, params, search }: { request: Request; params: Record<string, string>; search: URLSearchParams },
): Promise<Response> {
  const query = operation.query && parseInput(operation.query, Object.fromEntries(search));
  let body: unknown;
  if (operation.body) {
    const sent = await readJson(request);
    if ("refusal" in sent) return sent.refusal;
    body = parseInput(operation.body, sent.json);
  }
  const result = await operation.run(context, { params, query, body });
  // A file, which is no JSON.
  if (result instanceof Response) return result;
  return json(JSON.stringify(operation.answer.parse(result)), operation.status ?? 200);
}

/** Who calls, by the key in the Authorization header, as far as there is budget for it. */
async function admit(
  door: ApiDoor,
  request: Request,
  operation: string,
): Promise<{ actor: Actor } | { refusal: Response }> {
  const now = Date.now();
  const [, key = ""] = /^Bearer +(\S+)$/i.exec(request.headers.get("authorization") ?? "") ?? [];
  const actor = await findApiKey(door.services.database, key);
  if (!actor) {
    // Who has a key that works is never kept out by others at the same address.
    const tries = door.wrongKeys.take(door.services.clientIp ?? "unknown", now);
    if (!tries.ok) return { refusal: tooMany("Too many requests without a usable key.", tries.retryAfterS) };
    const why = key === "" ? "Send an API key as Authorization: Bearer." : "This key is unknown, revoked or over.";
    const dead = await findDeadKey(door.services.database, key);
    await recordRefusal(door.services, {
      actor: null,
      operation,
      error: new AppError("unauthenticated", why),
      httpStatus: 401,
      ...(dead && { attrs: { apiKey: dead } }),
    });
    return { refusal: problem("unauthenticated", why, { "www-authenticate": 'Bearer realm="Holdpoint"' }) };
  }
  const keyId = actor.kind === "person" ? (actor.apiKey?.id ?? actor.id) : actor.id;
  const budget = door.calls.take(keyId, now);
  return budget.ok ? { actor } : { refusal: tooMany("This key has called too often.", budget.retryAfterS) };
}

function tooMany(what: string, retryAfterS: number): Response {
  return problem("rate_limited", `${what} Try again in ${retryAfterS} s.`, { "retry-after": String(retryAfterS) });
}

function json(text: string, status: number): Response {
  return new Response(text, {
    status,
    headers: { "content-type": "application/json", "cache-control": "no-store" },
  });
}
