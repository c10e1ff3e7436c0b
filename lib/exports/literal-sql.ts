import pg from "pg";

/** A statement in pieces, with values between them, as Prisma builds it. */
type Pieces = { strings: readonly string[]; values: readonly unknown[] };

/** COPY takes no parameters: the values are written out as literals, which PostgreSQL types as it would parameters. */
export function literalSql({ strings, values }: Pieces): string {
  return strings.reduce((sql, piece, index) => sql + literal(values[index - 1]) + piece);
}

function literal(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (typeof value === "number" || typeof value === "bigint") return `${value}`;
  if (typeof value === "boolean") return value ? "true" : "false";
  if (value instanceof Date) return `'${value.toISOString()}'::timestamptz`;
  if (Array.isArray(value)) return `array[${value.map(literal).join(", ")}]${value.length === 0 ? "::text[]" : ""}`;
  if (typeof value === "string") return pg.escapeLiteral(value);
  throw new Error(`a value of type ${typeof value} cannot be written as a literal`);
}
