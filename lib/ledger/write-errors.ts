import { AppError } from "#lib/core/errors.ts";

/** What a caller may read of any of them. */
export function unavailable(cause: unknown): AppError {
  return new AppError("unavailable", "The audit trail cannot be written, so the call was refused. Try again shortly.", {
    cause,
  });
}

function sqlState(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

/** The rows may or may not be there, and writing them again is harmless. */
export function connectionWasLost(error: unknown): boolean {
  const lost = /^(?:ECONNRESET|EPIPE|57P0\w|08\w{3})$/.test(sqlState(error));
  return lost || (error instanceof Error && /connection terminated/i.test(error.message));
}

/** SQLSTATE classes 22 and 23: PostgreSQL refuses a value, not the connection. */
export function refusesARecord(error: unknown): boolean {
  return /^2[23]\w{3}$/.test(sqlState(error));
}
