import { compileLinearPattern, type LinearPattern } from "#lib/core/linear-pattern.ts";
import type { Search } from "./find-sensitive.ts";
import { parseJsonPath, type JsonPath } from "./json-path.ts";
import type { MaskObligation, MaskStyle } from "./schemas.ts";

/** What is masked in one place, ready to run. */
export type MaskPlan = {
  search: Search;
  styles: ReadonlyMap<string, MaskStyle>;
  fields: readonly { path: JsonPath; style: MaskStyle }[];
};

const strength: Record<MaskStyle, number> = { partial: 0, token: 1, drop: 2, refuse: 3 };

/**
 * All of `obligations` as one plan; undefined where there are none. What several ask for is masked the strictest way.
 * Throws SyntaxError where a path or a pattern cannot be used.
 */
export function compileMaskPlan(obligations: readonly Omit<MaskObligation, "where">[]): MaskPlan | undefined {
  if (obligations.length === 0) return undefined;
  const styles = new Map<string, MaskStyle>();
  for (const { detect = [], patterns = [], with: style } of obligations) {
    for (const kind of [...detect, ...patterns.map((pattern) => pattern.kind)]) {
      const before = styles.get(kind);
      if (before === undefined || strength[style] > strength[before]) styles.set(kind, style);
    }
  }
  return {
    search: {
      kinds: new Set(obligations.flatMap(({ detect = [] }) => detect)),
      patterns: obligations.flatMap(({ patterns = [] }) =>
        patterns.map(({ kind, pattern }) => ({ kind, pattern: compilePattern(pattern) })),
      ),
    },
    styles,
    fields: obligations.flatMap(({ fields = [], with: style }) =>
      // Text is handled byte by byte, so names are compared in their bytes as well.
      fields.map((field) => ({ path: inBytes(parseJsonPath(field)), style })),
    ),
  };
}

function compilePattern(source: string): LinearPattern {
  if (!/^[\x20-\x7e]*$/.test(source)) throw new SyntaxError("Patterns are matched byte by byte: write them in ASCII.");
  return compileLinearPattern(source);
}

function inBytes({ steps }: JsonPath): JsonPath {
  return {
    steps: steps.map((step) =>
      typeof step.select === "string" ? { ...step, select: Buffer.from(step.select, "utf8").toString("latin1") } : step,
    ),
  };
}
