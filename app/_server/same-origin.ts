import { AppError } from "#lib/core/errors.ts";

/** Throws `forbidden` unless a changing request comes from the pages of the console at `consoleUrl` (OWASP ASVS 3.5). */
export function requireSameOrigin(requestHeaders: Headers, consoleUrl: string): void {
  const own = new URL(consoleUrl).origin;
  const site = requestHeaders.get("sec-fetch-site");
  if (requestHeaders.get("origin") === own && (site === null || site === "same-origin")) return;
  throw new AppError("forbidden", `Changes are taken from the console's own pages only. Open ${own} and try again.`);
}
