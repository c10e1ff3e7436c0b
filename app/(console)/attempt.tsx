import type { ReactNode } from "react";
import { ButtonLink } from "#components/ui/button.tsx";
import { ErrorState } from "#components/ui/states.tsx";
import { AppError, type ErrorCode } from "#lib/core/errors.ts";

type Attempt<T> = { ok: true; value: T } | { ok: false; refusal: ReactNode };

const titles: Partial<Record<ErrorCode, string>> = {
  forbidden: "This page is not for you",
  not_found: "There is nothing here",
  invalid: "This address cannot be read",
};

/**
 * Reads what a page shows. What a verb refuses on purpose becomes words on the page; everything else goes on to the
 * error page and the log.
 */
export async function attempt<T>(read: () => Promise<T>, back: { href: string; label: string }): Promise<Attempt<T>> {
  try {
    return { ok: true, value: await read() };
  } catch (error) {
    const title = error instanceof AppError ? titles[error.code] : undefined;
    if (!(error instanceof AppError) || title === undefined) throw error;
    return {
      ok: false,
      refusal: (
        <ErrorState title={title} action={<ButtonLink href={back.href}>{back.label}</ButtonLink>}>
          {error.message}
        </ErrorState>
      ),
    };
  }
}
