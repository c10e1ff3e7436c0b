import NextAuth from "next-auth";
import type { NextRequest } from "next/server";
import { refuseSignIn } from "#lib/people/refuse-sign-in.ts";
import { authOptions } from "#app/_server/auth.ts";
import { getConsole } from "#app/_server/console.ts";
import { clientIpOf } from "#app/_server/context.ts";

type Route = { params: Promise<{ nextauth: string[] }> };

async function handle(request: NextRequest, route: Route): Promise<Response> {
  const console = getConsole();
  const clientIp = clientIpOf(request.headers);
  const response: Response = await NextAuth(request, route, authOptions(console, clientIp));
  const errorCode = callbackError(request, response);
  if (errorCode) await refuseSignIn({ database: console.database, clientIp }, { errorCode });
  response.headers.set("cache-control", "no-store");
  return response;
}

export { handle as GET, handle as POST };

/** Why a return from the identity provider ended in no session; null where it did not, or for any other request. */
function callbackError(request: NextRequest, response: Response): string | null {
  const location = response.headers.get("location");
  if (!location || !request.nextUrl.pathname.startsWith("/api/auth/callback/")) return null;
  return new URL(location, request.url).searchParams.get("error");
}
