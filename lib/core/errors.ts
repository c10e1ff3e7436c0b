export type ErrorCode =
  | "unauthenticated"
  | "forbidden"
  | "not_found"
  | "invalid"
  | "conflict"
  | "unavailable"
  | "internal";

/**
 * The one error type that verbs throw on purpose.
 * `message` is a sentence with a remedy that a user may read; `cause` is for the log and never leaves a door.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  /** Input field → what is wrong with it, where `code` is `invalid`. */
  readonly fields: Record<string, string> | undefined;
  /** Set by who has recorded the refusal in the ledger, so that the door does not record it again. */
  recorded = false;

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; fields?: Record<string, string> } = {}) {
    super(message, { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.fields = options.fields;
  }
}

const httpStatuses: Record<ErrorCode, number> = {
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  invalid: 400,
  conflict: 409,
  unavailable: 503,
  internal: 500,
};

export type PublicError = { code: ErrorCode; message: string; fields?: Record<string, string>; httpStatus: number };

/** What a door may tell its caller about any thrown value; messages of unknown errors never leak. */
export function toPublicError(error: unknown): PublicError {
  if (error instanceof AppError) {
    return {
      code: error.code,
      message: error.message,
      ...(error.fields && { fields: error.fields }),
      httpStatus: httpStatuses[error.code],
    };
  }
  return {
    code: "internal",
    message: "Something went wrong on our side. Try again; if it keeps happening, the console's log has the details.",
    httpStatus: httpStatuses.internal,
  };
}
