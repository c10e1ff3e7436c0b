import { operationCatalogue } from "./operation-catalogue.ts";
import { operationOf } from "./operation-of.ts";
import { CatalogueName, OperationClass, type Operation } from "./schemas.ts";

/** What the patterns about one API stand for; `unknown`: also calls that it has no operation for. */
type Selection = { catalogue: CatalogueName; ids: Set<string>; unknown: boolean };

/**
 * Whether an HTTP call is of one of the operations that `patterns` name. Resolved here, once per policy version. Throws
 * SyntaxError with a sentence where a pattern names nothing.
 */
export function compileOperations(patterns: readonly string[]): (method: string, path: string) => boolean {
  const selections = new Map<CatalogueName, Selection>();
  for (const pattern of patterns) {
    const [name, selector] = splitPattern(pattern);
    const catalogue = CatalogueName.safeParse(name).data;
    if (!catalogue) throw new SyntaxError(`There is no list of operations called ${name}. ${listsSentence}`);
    let selection = selections.get(catalogue);
    if (!selection) selections.set(catalogue, (selection = { catalogue, ids: new Set(), unknown: false }));
    select(selection, pattern, selector);
  }
  const compiled = [...selections.values()];
  return (method, path) =>
    compiled.some(({ catalogue, ids, unknown }) => {
      const operation = operationOf(catalogue, method, path);
      return operation ? ids.has(operation.id) : unknown;
    });
}

const listsSentence = `Available: ${CatalogueName.options.join(", ")}.`;

function splitPattern(pattern: string): [name: string, selector: string] {
  const colon = pattern.indexOf(":");
  return colon < 0 ? [pattern, ""] : [pattern.slice(0, colon), pattern.slice(colon + 1)];
}

function select(selection: Selection, pattern: string, selector: string): void {
  const kind = OperationClass.safeParse(selector).data;
  if (kind === "unknown") {
    selection.unknown = true;
    return;
  }
  const chosen = operationCatalogue(selection.catalogue).operations.filter(
    kind ? (operation) => operation.class === kind : byName(selector),
  );
  if (chosen.length === 0) {
    throw new SyntaxError(
      `${pattern} is no operation. Write an id such as v1.CreateMonitor, or a class: ${OperationClass.options.join(", ")}.`,
    );
  }
  for (const { id } of chosen) selection.ids.add(id);
}

/** Ids have no separators that a star should stop at, and are few: the parts between stars are looked for in order. */
function byName(selector: string): (operation: Operation) => boolean {
  const [first = "", ...rest] = selector.split("*");
  return ({ id }) => {
    if (rest.length === 0) return id === first;
    if (!id.startsWith(first)) return false;
    let at = first.length;
    for (const [index, part] of rest.entries()) {
      const found = index === rest.length - 1 ? id.length - part.length : id.indexOf(part, at);
      if (found < at || !id.startsWith(part, found)) return false;
      at = found + part.length;
    }
    return true;
  };
}
