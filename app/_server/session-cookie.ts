const plainName = "holdpoint.session";
const secureName = "__Host-holdpoint.session";

/** Both names a session cookie can have. */
export const sessionCookies: readonly string[] = [secureName, plainName];

/** The session cookie's name for a console at `url`: over https a browser accepts it from this host only (RFC 6265bis). */
export function sessionCookieName(url: string): string {
  return url.startsWith("https:") ? secureName : plainName;
}
