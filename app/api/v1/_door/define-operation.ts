import type { z } from "zod";
import type { ServiceContext } from "#lib/core/context.ts";

/** Names in braces of a path: `id` of `/connections/{id}`. */
type Names<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;

type Definition<Path extends string, Query extends z.ZodType, Body extends z.ZodType, Answer extends z.ZodType> = {
  /** `operationId` of the OpenAPI document. */
  id: string;
  method: "GET" | "POST" | "PUT" | "DELETE";
  /** Below `/api/v1`. */
  path: Path;
  tag: string;
  /** One line for readers of the document. */
  summary: string;
  status?: 200 | 201 | 202;
  query?: Query;
  body?: Body;
  /** What of the verb's answer leaves: fields that are not named here stay. */
  answer: Answer;
  run: (
    context: ServiceContext,
    input: { params: Record<Names<Path>, string>; query: z.output<Query>; body: z.output<Body> },
  ) => Promise<z.output<Answer>>;
};

export type Operation = Omit<Definition<string, z.ZodType, z.ZodType, z.ZodType>, "run"> & {
  run: (
    context: ServiceContext,
    input: { params: Record<string, string>; query: unknown; body: unknown },
  ) => Promise<unknown>;
};

/** One entry of the API: a verb behind a method and a path. What it takes and answers is also what is documented. */
export function defineOperation<
  Path extends string,
  Answer extends z.ZodType,
  Query extends z.ZodType = z.ZodUndefined,
  Body extends z.ZodType = z.ZodUndefined,
>(definition: Definition<Path, Query, Body, Answer>): Operation {
  // The door parses query and body with these very schemas, and takes the parameters from this very path.
  return definition as unknown as Operation;
}
