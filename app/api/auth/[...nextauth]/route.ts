import NextAuth from "next-auth";
import type { NextRequest } from "next/server";
import { refuseSignIn } from "#lib/people/refuse-sign-in.ts";
import { authOptions, type SignInAttempt } from "#app/_server/auth.ts";
import { getConsole } from "#app/_server/console.ts";
import { clientIpOf } from "#app/_server/context.ts";
import { createCallBudget, type CallBudget } from "../../v1/_door/call-budget.ts";

type Route = { params: Promise<{ nextauth: string[] }> };

/** Of one address; more than that is one story. */
const recordedRefusalsPerMinute = 60;

// On globalThis, because Next evaluates modules once a bundle.
const slot = globalThis as { holdpointRefusals?: CallBudget };

async function handle(request: NextRequest, route: Route): Promise<Response> {
  const console = getConsole();
  const clientIp = clientIpOf(request.headers);
  const attempt: SignInAttempt = { clientIp, userAgent: request.headers.get("user-agent") ?? undefined };
  const response: Response = await NextAuth(request, route, authOptions(console, attempt));
  const errorCode = callbackError(request, response);
  if (errorCode && mayRecord(clientIp)) {
    await refuseSignIn({ database: console.database, clientIp }, { errorCode, person: attempt.person });
  }
  response.headers.set("cache-control", "no-store");
  return response;
}

export { handle as GET, handle as POST };

/** Anybody can come here without a sign-in: the ledger is not theirs to fill. */
function mayRecord(clientIp: string | undefined): boolean {
  slot.holdpointRefusals ??= createCallBudget(recordedRefusalsPerMinute);
  return slot.holdpointRefusals.take(clientIp ?? "unknown", Date.now()).ok;
}

/** Why a return from the identity provider ended in no session; null where it did not, or for any other request. */
function callbackError(request: NextRequest, response: Response): string | null {
  const location = response.headers.get("location");
  if (!location || !request.nextUrl.pathname.startsWith("/api/auth/callback/")) return null;
  return new URL(location, request.url).searchParams.get("error");
}
