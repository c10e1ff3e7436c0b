import { parseDocument } from "yaml";

/**
 * What a text says; null where it cannot be read, which includes texts with aliases: a short one could stand for an
 * endless value. What is wrong and where, the verb that checks it says.
 */
export function parseYaml(text: string): { value: unknown } | null {
  try {
    const document = parseDocument(text, { prettyErrors: false });
    if (document.errors.length > 0 || document.warnings.length > 0) return null;
    return { value: document.toJS({ maxAliasCount: 0 }) };
  } catch (error) {
    // What is nested without end, and what an alias stands for.
    if (error instanceof RangeError || error instanceof ReferenceError) return null;
    throw error;
  }
}
