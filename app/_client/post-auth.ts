"use client";

/**
 * Asks next-auth to start or end a session and goes where it says. `path` is below /api/auth. Throws where the console
 * does not answer.
 */
export async function postAuth(path: "signin/oidc" | "signout", callbackUrl: string): Promise<void> {
  const csrf = await fetch("/api/auth/csrf", { cache: "no-store" });
  const { csrfToken } = (await csrf.json()) as { csrfToken: string };
  const answer = await fetch(`/api/auth/${path}`, {
    method: "POST",
    body: new URLSearchParams({ csrfToken, callbackUrl, json: "true" }),
  });
  const { url } = (await answer.json()) as { url: string };
  window.location.assign(url);
}
