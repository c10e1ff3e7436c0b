import { toPublicError } from "#lib/core/errors.ts";

/** What can go wrong at the door itself, before any verb is asked. */
const doorProblems = {
  not_found: 404,
  invalid: 400,
  unauthenticated: 401,
  method_not_allowed: 405,
  unsupported_media_type: 415,
  too_large: 413,
  rate_limited: 429,
} as const;
export type DoorProblem = keyof typeof doorProblems;

/** Every code that an answer can carry, with its title; codes stay what they are. */
export const problemTitles = {
  unauthenticated: "Who calls is not known",
  forbidden: "Not allowed",
  not_found: "Not found",
  invalid: "The input cannot be used",
  conflict: "Something else came first",
  method_not_allowed: "Not with this method",
  unsupported_media_type: "Not JSON",
  too_large: "Too large",
  rate_limited: "Too many requests",
  unavailable: "Not available now",
  internal: "Something went wrong",
} as const;

type Problem = { code: keyof typeof problemTitles; detail: string; status: number; fields?: Record<string, string> };

/** A refusal of the door, in the form of RFC 9457. */
export function problem(code: DoorProblem, detail: string, headers: Record<string, string> = {}): Response {
  return respond({ code, detail, status: doorProblems[code] }, headers);
}

/** What a verb threw, in the form of RFC 9457; messages of unknown errors never leak. */
export function problemOf(error: unknown): Response {
  const { code, message, httpStatus, fields } = toPublicError(error);
  return respond({ code, detail: message, status: httpStatus, ...(fields && { fields }) });
}

function respond({ code, detail, status, fields }: Problem, headers: Record<string, string> = {}): Response {
  const body = { type: `urn:holdpoint:problem:${code}`, title: problemTitles[code], status, detail, code, fields };
  return new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/problem+json", "cache-control": "no-store", ...headers },
  });
}
