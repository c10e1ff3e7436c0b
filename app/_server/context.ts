import { cache } from "react";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { clientAddress } from "#lib/core/client-address.ts";
import type { Person, ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { findSession } from "#lib/people/find-session.ts";
import { getConsole } from "./console.ts";
import { sessionCookieName } from "./session-cookie.ts";

export type SignedInContext = ServiceContext & { actor: Person; sessionToken: string };

/** The context of the person whose session cookie came with the request, looked up once a request; null without one. */
export const findContext = cache(async (): Promise<SignedInContext | null> => {
  const { env, database, streams, sealer, addressRules } = getConsole();
  const sessionToken = (await cookies()).get(sessionCookieName(env.CONSOLE_URL))?.value;
  if (!sessionToken) return null;
  const actor = await findSignedIn(sessionToken);
  return (
    actor && {
      actor,
      sessionToken,
      database,
      streams,
      sealer,
      addressRules,
      environment: env.HOLDPOINT_ENV,
      sinkFolder: env.SINK_FOLDER,
      exportFolder: env.EXPORT_FOLDER,
      clientIp: clientIpOf(await headers()),
    }
  );
});

/** The person a session belongs to right now, for what outlives its request. */
export function findSignedIn(sessionToken: string): Promise<Person | null> {
  return findSession(getConsole().database, sessionToken);
}

/** For pages: the context of the person who is signed in; whoever is not goes to the sign-in page. */
export async function getContext(): Promise<SignedInContext> {
  return (await findContext()) ?? redirect("/sign-in");
}

/** For actions and route handlers. Throws `unauthenticated`. */
export async function requireContext(): Promise<SignedInContext> {
  const context = await findContext();
  if (!context) throw new AppError("unauthenticated", "You are signed out. Sign in again, then repeat what you did.");
  return context;
}

/**
 * Address of the client. The last entry of X-Forwarded-For is the peer (scripts/supervisor/preload); those before it are
 * believed as far as trusted proxies wrote them.
 */
export function clientIpOf(requestHeaders: Headers): string | undefined {
  const hops = (requestHeaders.get("x-forwarded-for") ?? "").split(",");
  const peer = hops.pop()?.trim();
  return clientAddress(peer, hops.join(","), getConsole().trustedProxies) ?? undefined;
}
