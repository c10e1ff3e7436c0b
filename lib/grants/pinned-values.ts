import { isDeepStrictEqual } from "node:util";
import type { HeldRequest } from "#lib/holds/schemas.ts";
import type { Pins } from "./schemas.ts";

/** What of a call can be pinned, by name: the arguments of a tool, or path, query and members of the body. */
export function pinnable(request: HeldRequest): Record<string, unknown> {
  if (request.kind === "mcp") return members(request.arguments);
  return { path: request.path, query: request.query, ...members(request.body) };
}

/** The pins of these names, with the values they have in this call. */
export function pinsOf(request: HeldRequest, names: readonly string[]): Pins {
  const values = pinnable(request);
  return [...new Set(names)].map((name) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    return value === undefined ? { name } : { name, value: value as Pins[number]["value"] };
  });
}

/** Whether a call has every pinned value. */
export function matchesPins(request: HeldRequest, pins: Pins): boolean {
  const values = pinnable(request);
  return pins.every(({ name, value }) =>
    isDeepStrictEqual(Object.hasOwn(values, name) ? values[name] : undefined, value),
  );
}

function members(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}
