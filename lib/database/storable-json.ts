/** JSON that PostgreSQL takes as text and as jsonb: it refuses U+0000 and lone surrogates, which hostile input may carry. */
export function storableJson(value: unknown): string {
  const text = JSON.stringify(value);
  // JSON.stringify escapes surrogates only where they stand alone, so every such escape is one to replace.
  return text.includes("\\u") ? text.replace(/(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/g, "$1\\ufffd") : text;
}
