/** Paths with placeholders, by their segments. */
type Node<T> = { literals: Map<string, Node<T>>; placeholder: Node<T> | undefined; value: T | undefined };

export type PathTree<T> = {
  add(template: string, value: T): void;
  /** The value of the template that `path` fits; one that says a segment literally comes before one that leaves it open. */
  find(path: string): T | undefined;
};

/** Templates such as `/api/v1/monitor/{monitor_id}`. A placeholder stands for one segment that is not empty. */
export function createPathTree<T>(): PathTree<T> {
  const root = newNode<T>();
  return {
    add(template, value) {
      let node = root;
      for (const segment of template.split("/")) {
        if (/^\{.*\}$/.test(segment)) node = node.placeholder ??= newNode();
        else {
          let next = node.literals.get(segment);
          if (!next) node.literals.set(segment, (next = newNode()));
          node = next;
        }
      }
      node.value = value;
    },
    find: (path) => findFrom(root, path.split("/"), 0),
  };
}

function newNode<T>(): Node<T> {
  return { literals: new Map(), placeholder: undefined, value: undefined };
}

function findFrom<T>(node: Node<T>, segments: readonly string[], index: number): T | undefined {
  const segment = segments[index];
  if (segment === undefined) return node.value;
  const literal = node.literals.get(segment);
  const found = literal && findFrom(literal, segments, index + 1);
  if (found !== undefined || segment === "" || !node.placeholder) return found;
  return findFrom(node.placeholder, segments, index + 1);
}
