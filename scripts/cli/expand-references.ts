export type Path = readonly (string | number)[];

/** A reference to a variable that is not set, and where it stands. */
export type Unset = { path: Path; name: string };

const reference = /\$\$\{|\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;
/** Stands for what is not known; any field of a credential but an address takes it. */
const placeholder = "unset";

/**
 * Every `${NAME}` in the texts of `value` replaced by the environment's; `$${` stands for `${` itself. References that are
 * not set are listed, with a word in their place.
 */
export function expandReferences(
  value: unknown,
  env: Record<string, string | undefined>,
  path: Path = [],
): { value: unknown; unset: Unset[]; references: number } {
  if (typeof value === "string") return expandText(value, env, path);
  if (typeof value !== "object" || value === null) return { value, unset: [], references: 0 };
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  const expanded = entries.map(([key, entry]) => [key, expandReferences(entry, env, [...path, key])] as const);
  return {
    value: Array.isArray(value)
      ? expanded.map(([, part]) => part.value)
      : Object.fromEntries(expanded.map(([key, part]) => [key, part.value])),
    unset: expanded.flatMap(([, part]) => part.unset),
    references: expanded.reduce((sum, [, part]) => sum + part.references, 0),
  };
}

/** `value` with its texts written so that `expandReferences` gives them back. */
export function escapeReferences<T>(value: T): T {
  const text = JSON.stringify(value).replaceAll("${", () => "$${");
  return JSON.parse(text) as T;
}

function expandText(text: string, env: Record<string, string | undefined>, path: Path) {
  const unset: Unset[] = [];
  let references = 0;
  const value = text.replaceAll(reference, (_whole, name: string | undefined) => {
    if (name === undefined) return "${";
    references++;
    const found = env[name];
    if (found === undefined || found === "") unset.push({ path, name });
    return found || placeholder;
  });
  return { value, unset, references };
}
