import { Document, parseDocument } from "yaml";
import type { z } from "zod";
import { checkDocument } from "#lib/policies/check-document.ts";
import { readSource, type ReadSource } from "#lib/policies/read-source.ts";
import type { PolicyDocument } from "#lib/policies/schemas.ts";
import { CliError } from "./cli-error.ts";
import { Configuration } from "./configuration.ts";
import { expandReferences, type Path, type Unset } from "./expand-references.ts";

export type WantedPolicy = { document: PolicyDocument; source: string };

export type ReadConfiguration = Omit<Configuration, "policy"> & {
  policy?: WantedPolicy;
  /** Variables that a connection's credential or a sink's key refers to and that are not set; empty: all are. */
  unsetOf: (section: "connections" | "sinks", index: number) => string[];
};

const mostCharacters = 5_000_000;

/** Reads a configuration. Throws CliError with every mistake at its line and column. */
export function readConfiguration(
  file: string,
  text: string,
  env: Record<string, string | undefined>,
): ReadConfiguration {
  if (text.length > mostCharacters) throw new CliError(`${file} is larger than a configuration may be (5 MB).`);
  const read = readSource(text);
  if (read.problems.length > 0) {
    throw new CliError(read.problems.map(({ line, column, message }) => at(file, line, column, message)).join("\n"));
  }
  const { expanded, unset } = expandSections(read.value, env);
  const parsed = Configuration.safeParse(expanded);
  const problems = [
    ...unset.filter(({ path }) => !isSecret(path)).map(({ path, name }) => ({ path, message: `${name} is not set.` })),
    ...(parsed.error?.issues.flatMap(problemsOfIssue) ?? []),
  ];
  const policy = readPolicySection(read, text, problems);
  if (problems.length > 0 || !parsed.success) throw new CliError(sentences(file, read, problems).join("\n"));
  const { policy: _unchecked, ...configuration } = parsed.data;
  return {
    ...configuration,
    ...(policy && { policy }),
    unsetOf: (section, index) =>
      unset.filter(({ path }) => path[0] === section && path[1] === index).map(({ name }) => name),
  };
}

/** References stand for values in connections and sinks; a policy's `${` is its own. */
function expandSections(value: unknown, env: Record<string, string | undefined>) {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return { expanded: value, unset: [] };
  const expanded: Record<string, unknown> = { ...value };
  const unset: Unset[] = [];
  for (const section of ["connections", "sinks"]) {
    if (expanded[section] === undefined) continue;
    const part = expandReferences(expanded[section], env, [section]);
    expanded[section] = part.value;
    unset.push(...part.unset);
  }
  return { expanded, unset };
}

function isSecret(path: Path): boolean {
  return path[2] === "credential" || path[2] === "apiKey";
}

type Problem = { path: Path; message: string };

function readPolicySection(read: ReadSource, text: string, problems: Problem[]): WantedPolicy | undefined {
  const root = read.value as Record<string, unknown> | null;
  if (typeof root !== "object" || root === null || root["policy"] === undefined) return undefined;
  const checked = checkDocument({ document: root["policy"] });
  problems.push(...checked.problems.map(({ path, message }) => ({ path: ["policy", ...path], message })));
  if (!checked.document) return undefined;
  // With its comments, which the document has lost.
  const source = new Document(parseDocument(text).get("policy", true)).toString({ lineWidth: 120 });
  return { document: checked.document, source };
}

function problemsOfIssue(issue: z.core.$ZodIssue): Problem[] {
  const path = issue.path.map((step) => (typeof step === "number" ? step : String(step)));
  if (issue.code !== "unrecognized_keys") return [{ path, message: issue.message }];
  return issue.keys.map((key) => ({ path: [...path, key], message: `There is nothing called ${key} here.` }));
}

function sentences(file: string, read: ReadSource, problems: Problem[]): string[] {
  const placed = problems.map(({ path, message }) => ({ ...read.placeOf(path), path, message }));
  placed.sort((one, other) => one.line - other.line || one.column - other.column);
  return placed.map(({ line, column, path, message }) => at(file, line, column, `${path.join(".")}: ${message}`));
}

function at(file: string, line: number | null, column: number | null, message: string): string {
  return `${file}:${line ?? 1}:${column ?? 1} ${message}`;
}
