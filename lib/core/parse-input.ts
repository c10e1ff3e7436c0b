import type { z } from "zod";
import { AppError } from "./errors.ts";

/** Parses a verb's input; throws `invalid` with one message a field, keyed by its path (`rules.0.id`). */
export function parseInput<T extends z.ZodType>(schema: T, input: unknown): z.infer<T> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const fields: Record<string, string> = {};
  for (const issue of parsed.error.issues) fields[issue.path.join(".")] ??= issue.message;
  throw new AppError("invalid", "Some of the input cannot be used. Correct the marked fields and try again.", {
    fields,
  });
}
