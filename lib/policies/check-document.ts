import { z } from "zod";
import { AppError } from "#lib/core/errors.ts";
import { packProblems } from "#lib/packs/pack-problems.ts";
import { maxProblems, readSource, type Place, type ReadSource, type SourcePath } from "./read-source.ts";
import { problemSentence, ruleProblems } from "./rule-problems.ts";
import { PolicyDocument, type PolicyProblem } from "./schemas.ts";
import { similarName } from "./similar-name.ts";

/** Names that should not be there, of one map. */
const maxKeys = 20;
const Named = z.object({ rules: z.array(z.object({ id: z.string().max(80).optional() })) });

/** A policy as it is given: as YAML or as a document. */
export type GivenPolicy = { source?: string | undefined; document?: unknown };
export type CheckedDocument = { document: PolicyDocument | null; problems: PolicyProblem[] };

/** Everything that keeps a policy from being used, each at its place; `document` where there is nothing. */
export function checkDocument({ source, document: value }: GivenPolicy): CheckedDocument {
  const read = source === undefined ? undefined : readSource(source);
  if (read && read.problems.length > 0) return { document: null, problems: read.problems };
  const parsed = PolicyDocument.safeParse(read ? read.value : value);
  const problems = parsed.success
    ? [...problemsOfRules(parsed.data, read), ...problemsOfPacks(parsed.data, read)]
    : parsed.error.issues.slice(0, maxProblems).flatMap((issue) => problemsOfIssue(issue, read));
  return { document: parsed.success && problems.length === 0 ? parsed.data : null, problems };
}

/** The policy, where nothing is wrong with it. Throws `invalid` with each problem by its path. */
export function requireDocument(given: GivenPolicy): PolicyDocument {
  const { document, problems } = checkDocument(given);
  if (document) return document;
  const fields: Record<string, string> = {};
  for (const { path, message, line, column } of problems) {
    const place = line === null ? "" : `Line ${line}, column ${column}: `;
    fields[["document", ...path].join(".")] ??= `${place}${message}`;
  }
  const sentences = problems.slice(0, 5).map(({ path }) => {
    const name = ruleNameOf(given.document, path);
    return `${name === undefined ? "" : `${name}: `}${fields[["document", ...path].join(".")]}`;
  });
  throw new AppError("invalid", `The policy cannot be used. ${sentences.join(" ")}`, { fields });
}

/** The id of the rule that a problem is about, for those who see no lines. */
function ruleNameOf(document: unknown, [list, index]: SourcePath): string | undefined {
  const parsed = Named.safeParse(document);
  return list === "rules" && typeof index === "number" ? parsed.data?.rules[index]?.id : undefined;
}

function problemsOfRules(document: PolicyDocument, read: ReadSource | undefined): PolicyProblem[] {
  return document.rules.flatMap((rule, index) =>
    ruleProblems(rule).map((problem) => {
      const path = ["rules", index, ...problem.path];
      const place = read?.placeOf(path, problem.within);
      // Without a source there is no line to show it at.
      return at(path, place ? problem.message : problemSentence(problem), place);
    }),
  );
}

function problemsOfPacks({ packs = [] }: PolicyDocument, read: ReadSource | undefined): PolicyProblem[] {
  return packProblems(packs).map(({ index, key, message }) => {
    const path = ["packs", index, key];
    return at(path, message, read?.placeOf(path));
  });
}

function problemsOfIssue(issue: z.core.$ZodIssue, read: ReadSource | undefined): PolicyProblem[] {
  const path = issue.path.map((step) => (typeof step === "number" ? step : String(step)));
  if (issue.code !== "unrecognized_keys") return [at(path, sentenceOf(issue), read?.placeOf(path))];
  return issue.keys.slice(0, maxKeys).map((key) => {
    const keyPath: SourcePath = [...path, key];
    const similar = similarName(key);
    const hint = similar === undefined ? "" : ` Did you mean ${similar}?`;
    return at([...keyPath], `There is nothing called ${JSON.stringify(key)} here.${hint}`, read?.placeOf(keyPath));
  });
}

function sentenceOf({ message }: z.core.$ZodIssue): string {
  return message.replace(/[.]?$/, ".");
}

function at(path: (string | number)[], message: string, place: Place | undefined): PolicyProblem {
  return { path, message, line: place?.line ?? null, column: place?.column ?? null };
}
