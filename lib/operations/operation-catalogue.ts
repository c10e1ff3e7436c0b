import datadog from "./datadog.json" with { type: "json" };
import { createPathTree, type PathTree } from "./path-tree.ts";
import { OperationClass, type CatalogueName, type Operation } from "./schemas.ts";

export type OperationCatalogue = {
  /** Of the API's description that the operations were taken from. */
  version: string;
  operations: readonly Operation[];
  byMethod: ReadonlyMap<string, PathTree<Operation>>;
};

const sources: Record<CatalogueName, { version: string; operations: readonly string[] }> = { datadog };
const read = new Map<CatalogueName, OperationCatalogue>();

/** The operations of an API, read when they are first asked for: most gateways have no rule about them. */
export function operationCatalogue(name: CatalogueName): OperationCatalogue {
  let catalogue = read.get(name);
  if (!catalogue) {
    const { version, operations } = sources[name];
    read.set(name, (catalogue = { version, ...indexOperations(operations.map(parseLine)) }));
  }
  return catalogue;
}

function parseLine(line: string): Operation {
  const [method = "", path = "", id = "", kind, ...product] = line.split(" ");
  return {
    id,
    class: OperationClass.exclude(["unknown"]).parse(kind),
    method,
    path,
    product: product.join(" "),
  };
}

function indexOperations(operations: readonly Operation[]): Omit<OperationCatalogue, "version"> {
  const byMethod = new Map<string, PathTree<Operation>>();
  for (const operation of operations) {
    let tree = byMethod.get(operation.method);
    if (!tree) byMethod.set(operation.method, (tree = createPathTree()));
    tree.add(operation.path, operation);
  }
  return { operations, byMethod };
}
