import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Provider } from "oidc-provider/lib/provider.js";
import type { LocalPerson } from "./people.ts";
import { signInPage } from "./sign-in-page.ts";

const maxFormBytes = 4_096;

/** Shows the sign-in form, and on a right password hands the person back to the provider. */
export async function handleSignIn(
  provider: Provider,
  people: readonly LocalPerson[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { params } = await provider.interactionDetails(request, response);
  const clientId = params.client_id ?? "";
  if (request.method !== "POST") {
    sendPage(response, 200, signInPage({ clientId, email: params.login_hint ?? "" }));
    return;
  }
  const form = await readForm(request);
  const email = form.get("email")?.trim().toLowerCase() ?? "";
  const person = findPerson(people, email, form.get("password") ?? "");
  if (person) {
    await provider.interactionFinished(request, response, { login: { accountId: person.subject } });
    return;
  }
  const problem = "That e-mail and password do not belong together. Look at what the start command printed.";
  sendPage(response, 401, signInPage({ clientId, email, problem }));
}

/** Compares the password with everybody's, or with nobody's, in the same time. */
function findPerson(people: readonly LocalPerson[], email: string, password: string): LocalPerson | undefined {
  const named = people.find((person) => person.email === email);
  const matches = timingSafeEqual(digest(password), digest(named?.password ?? ""));
  return matches && named ? named : undefined;
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) {
    text += String(chunk);
    if (text.length > maxFormBytes) break;
  }
  return new URLSearchParams(text.slice(0, maxFormBytes));
}

function sendPage(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, {
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    "cache-control": "no-store",
    "referrer-policy": "same-origin",
  });
  response.end(html);
}
