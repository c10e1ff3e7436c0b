import type { Operation } from "./define-operation.ts";

export type Found =
  | { kind: "operation"; operation: Operation; params: Record<string, string> }
  | { kind: "other-methods"; allowed: string[] }
  | { kind: "nothing" };

/** The operation at a path (below `/api/v1`, as sent), else the methods that are there, else nothing. */
export function findOperation(operations: readonly Operation[], method: string, path: string): Found {
  const segments = path.split("/");
  const here = operations.flatMap((operation) => {
    const params = matchPath(operation.path.split("/"), segments);
    return params ? [{ kind: "operation" as const, operation, params }] : [];
  });
  // A word in a path is nearer than a name in its place: /policy/versions before /policy/{what}.
  here.sort((one, other) => Object.keys(one.params).length - Object.keys(other.params).length);
  const match = here.find(({ operation }) => operation.method === method);
  if (match) return match;
  if (here.length === 0) return { kind: "nothing" };
  return { kind: "other-methods", allowed: [...new Set(here.map(({ operation }) => operation.method))] };
}

function matchPath(pattern: string[], segments: string[]): Record<string, string> | null {
  if (pattern.length !== segments.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const segment = decode(segments[index] ?? "");
    if (segment === null || segment === "") {
      if (part !== segment) return null;
    } else if (part.startsWith("{")) params[part.slice(1, -1)] = segment;
    else if (part !== segment) return null;
  }
  return params;
}

function decode(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}
