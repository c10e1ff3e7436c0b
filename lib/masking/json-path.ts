/** One step of a path: a member, an element, or (null) any of them; `deep`: at any depth below. */
export type Step = { deep: boolean; select: string | number | null };

/** Selects a value by the names and indexes that lead to it; what it has matched so far are positions in `steps`. */
export type JsonPath = { steps: readonly Step[] };

const segment =
  /(\.\.?)(?:([\p{L}_][\p{L}\p{N}_-]*)|(\*))|(\.\.)?\[(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(0|[1-9]\d*)|(\*))\]/uy;

/**
 * Parses the part of JSONPath (RFC 9535) that selects by name, index, wildcard and descendant: `$.user.email`,
 * `$..token`, `$.items[*]['card-number']`. Throws SyntaxError with a sentence.
 */
export function parseJsonPath(source: string): JsonPath {
  if (!source.startsWith("$") || source === "$") {
    throw new SyntaxError("A path begins with $ and selects something below it, such as $.user.email.");
  }
  const steps: Step[] = [];
  segment.lastIndex = 1;
  while (segment.lastIndex < source.length) {
    const from = segment.lastIndex;
    const match = segment.exec(source);
    if (!match) {
      throw new SyntaxError(
        `The path cannot be read from character ${from + 1} on. Names, indexes, * and .. are available.`,
      );
    }
    const [, dots, name, anyName, deepDots, single, double, index, anyElement] = match;
    const quoted = single ?? double;
    const selected = name ?? (quoted === undefined ? undefined : quoted.replaceAll(/\\(.)/g, "$1"));
    const any = anyName !== undefined || anyElement !== undefined;
    steps.push({
      deep: dots === ".." || deepDots !== undefined,
      select: any ? null : (selected ?? Number(index)),
    });
  }
  return { steps };
}

/** Positions reached by going one level down to `key`; `steps.length` among them means that the value is selected. */
export function advance({ steps }: JsonPath, positions: readonly number[], key: string | number): number[] {
  const next = new Set<number>();
  for (const position of positions) {
    const step = steps[position];
    if (!step) continue;
    if (step.deep) next.add(position);
    if (step.select === null || step.select === key) next.add(position + 1);
  }
  return [...next];
}
