import { AppError, type ErrorCode } from "#lib/core/errors.ts";

export type RefusalWords = { code: ErrorCode; title: string; message: string };

type Attempt<T> = { ok: true; value: T } | { ok: false; refusal: RefusalWords };

const titles: Partial<Record<ErrorCode, string>> = {
  forbidden: "You may not see this",
  not_found: "There is nothing here",
  invalid: "This address cannot be read",
};

/**
 * Reads what a page shows. What a verb refuses on purpose becomes words for the page; everything else goes on to the
 * error page and the log.
 */
export async function attempt<T>(read: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { ok: true, value: await read() };
  } catch (error) {
    const title = error instanceof AppError ? titles[error.code] : undefined;
    if (!(error instanceof AppError) || title === undefined) throw error;
    return { ok: false, refusal: { code: error.code, title, message: error.message } };
  }
}
