import { operationCatalogue } from "./operation-catalogue.ts";
import type { CatalogueName, Operation } from "./schemas.ts";

type Answer = { method: string; path: string; operation: Operation | undefined };

/** What was asked last, by catalogue: all rules of a policy ask about the same call. */
const lastAnswers = new Map<CatalogueName, Answer>();

/**
 * The operation that a call is of; undefined where the catalogue has none like it. `path` is decoded and below the host.
 * HEAD is what GET is, and one slash at the end makes no difference, as with most servers.
 */
export function operationOf(catalogue: CatalogueName, method: string, path: string): Operation | undefined {
  const last = lastAnswers.get(catalogue);
  if (last && last.path === path && last.method === method) return last.operation;
  const tree = operationCatalogue(catalogue).byMethod.get(method === "HEAD" ? "GET" : method);
  const operation = tree?.find(path) ?? (path.endsWith("/") ? tree?.find(path.slice(0, -1)) : undefined);
  lastAnswers.set(catalogue, { method, path, operation });
  return operation;
}
