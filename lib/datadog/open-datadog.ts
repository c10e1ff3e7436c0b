import type { v1 } from "@datadog/datadog-api-client";
import type { AddressRules } from "#lib/connections/address-rules.ts";
import { AppError } from "#lib/core/errors.ts";
import { datadogFetch } from "./datadog-fetch.ts";

export type DatadogAccount = { apiUrl: string; apiKey: string; appKey: string };

export type Datadog = {
  dashboards: v1.DashboardsApi;
  monitors: v1.MonitorsApi;
  authentication: v1.AuthenticationApi;
  serializer: Serializer;
};

/** Between the client's objects and what Datadog's API writes. */
type Serializer = {
  serialize: (value: unknown, type: string, format: string) => unknown;
  deserialize: (json: unknown, type: string) => unknown;
};

/**
 * Works with one Datadog account through the official client. Throws `invalid` where Datadog refuses the keys or what it
 * is sent, `unavailable` where it cannot be reached or answers nonsense.
 */
export async function withDatadog<T>(
  { apiUrl, apiKey, appKey }: DatadogAccount,
  rules: AddressRules,
  work: (datadog: Datadog) => Promise<T>,
): Promise<T> {
  // The client is large: whoever does not use it does not load it.
  const { client, logger, v1 } = (await import("@datadog/datadog-api-client")).default;
  // It writes failures to the console, with what it was given.
  logger.setLevel("silent");
  const { fetch, close } = datadogFetch(rules);
  const configuration = client.createConfiguration({
    authMethods: { apiKeyAuth: apiKey, appKeyAuth: appKey },
    baseServer: new client.BaseServerConfiguration(apiUrl, {}),
    enableRetry: true,
    maxRetries: 2,
    fetch,
  });
  try {
    return await work({
      dashboards: new v1.DashboardsApi(configuration),
      monitors: new v1.MonitorsApi(configuration),
      authentication: new v1.AuthenticationApi(configuration),
      serializer: v1.ObjectSerializer,
    });
  } catch (error) {
    throw translated(error, apiUrl);
  } finally {
    await close();
  }
}

function translated(error: unknown, apiUrl: string): unknown {
  if (error instanceof AppError) return error;
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (typeof code !== "number") {
    return new AppError("unavailable", `${apiUrl} answered what Datadog would not. Check the site.`, { cause: error });
  }
  const said = wordsOf(error);
  if (code === 401 || code === 403) {
    const words = `Datadog refuses these keys (${code})${said}. Check both keys and their permissions, and the site.`;
    return new AppError("invalid", words, { cause: error });
  }
  if (code === 429 || code >= 500) {
    return new AppError("unavailable", `Datadog cannot do it now (${code})${said}. Try again later.`, { cause: error });
  }
  return new AppError("invalid", `Datadog refuses it (${code})${said}.`, { cause: error });
}

function wordsOf(error: unknown): string {
  const body: unknown = error instanceof Error && "body" in error ? error.body : undefined;
  const errors: unknown = typeof body === "object" && body !== null && "errors" in body ? body.errors : undefined;
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  return typeof first === "string" && first !== "" ? `: ${first.slice(0, 300)}` : "";
}
