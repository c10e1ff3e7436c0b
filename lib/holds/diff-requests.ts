import { isDeepStrictEqual } from "node:util";
import type { HeldRequest, RequestChange } from "./schemas.ts";

const maxChanges = 100;
const maxDepth = 8;
const maxCharacters = 500;

/** What is different in `after`, value by value; `same` counts the values that are not. */
export function diffRequests(before: HeldRequest, after: HeldRequest): { changes: RequestChange[]; same: number } {
  const changes: RequestChange[] = [];
  let same = 0;

  function compare(path: string, left: unknown, right: unknown, depth: number): void {
    if (isDeepStrictEqual(left, right)) {
      same++;
      return;
    }
    if (depth < maxDepth && isPlain(left) && isPlain(right)) {
      for (const key of new Set([...Object.keys(left), ...Object.keys(right)])) {
        compare(path === "" ? key : `${path}.${key}`, own(left, key), own(right, key), depth + 1);
      }
      return;
    }
    if (changes.length < maxChanges) changes.push({ path, before: shown(left), after: shown(right) });
  }

  compare("", readable(before), readable(after), 0);
  return { changes, same };
}

function readable(request: HeldRequest): unknown {
  if (request.kind === "mcp") return request.arguments ?? {};
  return { path: request.path, query: request.query, body: request.body ?? { sha256: request.bodySha256 } };
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function own(value: Record<string, unknown>, key: string): unknown {
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

/** As JSON, cut; null where it is absent. */
function shown(value: unknown): string | null {
  if (value === undefined) return null;
  const text = JSON.stringify(value);
  return text.length > maxCharacters ? `${text.slice(0, maxCharacters)}…` : text;
}
