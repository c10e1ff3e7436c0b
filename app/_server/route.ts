import type { NextRequest } from "next/server";
import { toPublicError } from "#lib/core/errors.ts";
import { getConsole } from "./console.ts";
import { requireContext, type SignedInContext } from "./context.ts";
import { noteRefusal } from "./note-refusal.ts";
import { requireSameOrigin } from "./same-origin.ts";

type Handler<Params> = (context: SignedInContext, request: NextRequest, params: Params) => Promise<Response>;

/**
 * Makes a route handler: signed in, same origin where it changes something, nothing cached, errors as JSON with a status
 * and a sentence. The verb it calls authorizes.
 */
export function defineRoute<Params = Record<string, never>>(
  handler: Handler<Params>,
): (request: NextRequest, route: { params: Promise<Params> }) => Promise<Response> {
  return async (request, route) => {
    try {
      if (request.method !== "GET" && request.method !== "HEAD") {
        requireSameOrigin(request.headers, getConsole().env.CONSOLE_URL);
      }
      const response = await handler(await requireContext(), request, await route.params);
      if (!response.headers.has("cache-control")) response.headers.set("cache-control", "no-store");
      return response;
    } catch (error) {
      await noteRefusal(`${request.method} ${request.nextUrl.pathname}`, error);
      const { code, message, fields, httpStatus } = toPublicError(error);
      if (code === "internal") getConsole().logger.error({ err: error }, "route failed");
      return Response.json(
        { error: { code, message, fields } },
        { status: httpStatus, headers: { "cache-control": "no-store" } },
      );
    }
  };
}
