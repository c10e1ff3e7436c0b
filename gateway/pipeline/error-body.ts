import type { Refusal } from "../errors.ts";

/**
 * A refusal as an HTTP body that clients of most APIs find their message in: `errors` (Datadog and JSON:API), `message`
 * (GitHub, AWS), `error.message` (Google, OpenAI, Stripe).
 */
export function errorBody({ code, message, approval }: Refusal): object {
  return { errors: [message], message, error: { code, message }, ...(approval && { approval }) };
}
