import { Client } from "undici";
import { z } from "zod";
import type { ConnectionCredential } from "#lib/credentials/schemas.ts";
import { AddressRefused } from "#lib/network/checked-lookup.ts";
import type { Connect } from "./connect.ts";

const timeoutMs = 10_000;
const maxAnswerBytes = 64 * 1024;
const assumedLifeS = 300;
const maxMarginS = 60;
/** After a failure, callers share it for this long; after a token was refused, the next one is given this long. */
const failureCoolDownMs = 1_000;
const renewalCoolDownMs = 10_000;

type ClientCredentials = Extract<ConnectionCredential, { kind: "client_credentials" }>;

/** Why there is no token for an upstream: words for the caller, without anything secret. */
export class CredentialUnavailable extends Error {}

const TokenAnswer = z.object({
  access_token: z.string().regex(/^[\x21-\x7e]{1,16000}$/),
  token_type: z.string().regex(/^bearer$/i),
  expires_in: z.coerce.number().optional(),
});

/**
 * Access tokens by the client credentials grant (RFC 6749 section 4.4): kept until shortly before they expire, and asked
 * for once for all that wait.
 */
export class TokenSource {
  readonly #credential: ClientCredentials;
  readonly #connect: Connect;
  #token: { text: string; until: number } | undefined;
  #asking: Promise<string> | undefined;
  #renewedAt = Number.NEGATIVE_INFINITY;

  constructor(credential: ClientCredentials, connect: Connect) {
    this.#credential = credential;
    this.#connect = connect;
  }

  /** A token to use now. Rejects with CredentialUnavailable. */
  async token(): Promise<string> {
    if (this.#token && performance.now() < this.#token.until) return this.#token.text;
    this.#asking ??= this.#ask();
    return this.#asking;
  }

  /** Forgets a token that the upstream refused. False where a newer one was refused just now: then it is not the token. */
  forget(refused: string): boolean {
    if (this.#token && this.#token.text !== refused) return true;
    if (performance.now() - this.#renewedAt < renewalCoolDownMs) return false;
    this.#renewedAt = performance.now();
    this.#token = undefined;
    return true;
  }

  async #ask(): Promise<string> {
    try {
      const { access_token: text, expires_in: lifeS = assumedLifeS } = await requestToken(
        this.#credential,
        this.#connect,
      );
      const usableS = lifeS - Math.min(maxMarginS, lifeS / 5);
      this.#token = { text, until: performance.now() + usableS * 1000 };
      this.#asking = undefined;
      return text;
    } catch (error) {
      setTimeout(() => (this.#asking = undefined), failureCoolDownMs).unref();
      throw error;
    }
  }
}

async function requestToken(credential: ClientCredentials, connect: Connect): Promise<z.infer<typeof TokenAnswer>> {
  const { clientId, clientSecret, scope, audience } = credential;
  const url = new URL(credential.tokenUrl);
  const inForm = credential.authentication === "post";
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    ...(scope && { scope }),
    ...(audience && { audience }),
    ...(inForm && { client_id: clientId, client_secret: clientSecret }),
  });
  const basic = Buffer.from(`${formEncoded(clientId)}:${formEncoded(clientSecret)}`).toString("base64");
  const client = new Client(url.origin, {
    connect,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    maxResponseSize: maxAnswerBytes,
  });
  try {
    const answer = await client.request({
      method: "POST",
      path: url.pathname + url.search,
      headers: {
        accept: "application/json",
        "content-type": "application/x-www-form-urlencoded",
        ...(!inForm && { authorization: `Basic ${basic}` }),
      },
      body: form.toString(),
    });
    const text = await answer.body.text();
    if (answer.statusCode !== 200) {
      throw new CredentialUnavailable(`its token endpoint answered ${answer.statusCode}${oauthError(text)}`);
    }
    return TokenAnswer.parse(JSON.parse(text));
  } catch (error) {
    if (error instanceof CredentialUnavailable) throw error;
    if (error instanceof AddressRefused) throw error;
    const unreadable = error instanceof SyntaxError || error instanceof z.ZodError;
    throw new CredentialUnavailable(
      unreadable ? "its token endpoint gave no bearer token" : "its token endpoint could not be reached",
      { cause: error },
    );
  } finally {
    client.destroy().catch(() => {});
  }
}

/** RFC 6749 section 2.3.1 has both parts form-encoded before they are joined. */
function formEncoded(text: string): string {
  return new URLSearchParams({ "": text }).toString().slice(1);
}

/** The error code (RFC 6749 section 5.2), which says what is wrong and nothing secret. */
function oauthError(text: string): string {
  const [, code] = /"error"\s*:\s*"([a-z_]{1,60})"/.exec(text) ?? [];
  return code === undefined ? "" : ` (${code})`;
}
