/** Names as people type them in one field: separated by commas or line breaks. */
export function splitNames(text: string): string[] {
  const names = text
    .split(/[,\n]/)
    .map((name) => name.trim())
    .filter((name) => name !== "");
  return [...new Set(names)];
}

export function joinNames(names: readonly string[] | undefined): string {
  return (names ?? []).join(", ");
}

/** "a", "a and b", "a, b and c". */
export function enumerate(names: readonly string[], conjunction: "and" | "or" = "and"): string {
  if (names.length < 2) return names.join("");
  return `${names.slice(0, -1).join(", ")} ${conjunction} ${names.at(-1)}`;
}
