import type { JWK } from "jose";
import { createMemoryAdapter } from "oidc-provider/lib/adapters/memory_adapter.js";
import { InvalidTarget } from "oidc-provider/lib/helpers/errors.js";
import { base, Check } from "oidc-provider/lib/helpers/interaction_policy/index.js";
import type { OidcContext, Provider } from "oidc-provider/lib/provider.js";
import { demoAgent, type LocalPerson } from "./people.ts";

export const consoleClientId = "holdpoint-console";
const personalClientId = "holdpoint-cli";
const gatewayScope = "mcp";
const hourS = 3_600;

export type OpenIdProviderOptions = {
  /** Port on 127.0.0.1; a free one where absent. */
  port?: number;
  consoleUrl: string;
  gatewayUrl: string;
  people: readonly LocalPerson[];
  consoleSecret: string;
  agentSecret: string;
  /** RS256 signing keys (private), so that tokens outlive a restart. */
  keys: JWK[];
};

/** Configuration of oidc-provider as the company's provider of the embedded default. */
export function openIdConfiguration(options: OpenIdProviderOptions, provider: () => Provider): Record<string, unknown> {
  return {
    adapter: createMemoryAdapter(15),
    jwks: { keys: options.keys },
    cookies: { keys: [options.consoleSecret] },
    clients: clients(options),
    scopes: ["openid", "profile", "email", "groups", gatewayScope],
    claims: { openid: ["sub"], profile: ["name"], email: ["email", "email_verified"], groups: ["groups"] },
    // The console reads claims from the ID token; by the letter of the specification they would be at userinfo only.
    conformIdTokenClaims: false,
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: (context: OidcContext) => defaultResource(context, options.gatewayUrl),
        useGrantedResource: () => true,
        getResourceServerInfo: (_context: OidcContext, resource: string) =>
          resourceServer(resource, options.gatewayUrl),
      },
    },
    extraTokenClaims: (_context: OidcContext, token: { accountId?: string; clientId?: string }) =>
      tokenClaims(options.people, token),
    findAccount: (_context: OidcContext, subject: string) => findAccount(options.people, subject),
    loadExistingGrant: (context: OidcContext) => grantEverything(context, provider()),
    interactions: { policy: signInOnly(), url: (_context: OidcContext, { uid }: { uid: string }) => `/sign-in/${uid}` },
    renderError: (context: OidcContext, out: { error: string; error_description?: string }) => {
      context.type = "text/plain; charset=utf-8";
      context.body = `${out.error_description ?? out.error}. Go back to where you came from and sign in again.\n`;
    },
    ttl: {
      AccessToken: hourS,
      ClientCredentials: hourS,
      AuthorizationCode: 60,
      IdToken: hourS,
      Interaction: hourS,
      Session: hourS,
      Grant: hourS,
    },
  };
}

function clients({ consoleUrl, consoleSecret, agentSecret }: OpenIdProviderOptions): Record<string, unknown>[] {
  return [
    {
      client_id: consoleClientId,
      client_secret: consoleSecret,
      redirect_uris: [`${consoleUrl}/api/auth/callback/oidc`],
      grant_types: ["authorization_code"],
    },
    {
      client_id: demoAgent.clientId,
      client_secret: agentSecret,
      grant_types: ["client_credentials"],
      response_types: [],
      redirect_uris: [],
    },
    {
      // For people who point an MCP client of their own at the gateway. RFC 8252: any port of the loopback interface.
      client_id: personalClientId,
      token_endpoint_auth_method: "none",
      application_type: "native",
      redirect_uris: ["http://127.0.0.1/callback", "http://localhost/callback"],
      grant_types: ["authorization_code"],
    },
  ];
}

/** Tokens are for the gateway unless the client says otherwise; the console wants none but the ID token. */
function defaultResource(context: OidcContext, gatewayUrl: string): string | undefined {
  return context.oidc.client?.clientId === consoleClientId ? undefined : gatewayUrl;
}

function resourceServer(resource: string, gatewayUrl: string): Record<string, unknown> {
  if (resource !== gatewayUrl && !resource.startsWith(`${gatewayUrl}/`)) throw new InvalidTarget();
  return {
    scope: gatewayScope,
    audience: resource,
    accessTokenFormat: "jwt",
    accessTokenTTL: hourS,
    jwt: { sign: { alg: "RS256" } },
  };
}

function tokenClaims(
  people: readonly LocalPerson[],
  token: { accountId?: string; clientId?: string },
): Record<string, unknown> | undefined {
  const person = people.find((person) => person.subject === token.accountId);
  if (person) return { email: person.email, name: person.name, groups: person.groups };
  return token.clientId === demoAgent.clientId ? { groups: demoAgent.groups } : undefined;
}

function findAccount(people: readonly LocalPerson[], subject: string): object | undefined {
  const person = people.find((person) => person.subject === subject);
  if (!person) return undefined;
  const { email, name, groups } = person;
  return { accountId: subject, claims: () => ({ sub: subject, email, email_verified: true, name, groups }) };
}

/** Every client here is the company's own, so nobody is asked for consent. */
async function grantEverything(context: OidcContext, provider: Provider): Promise<object | undefined> {
  const { client, session, params, resourceServers } = context.oidc;
  if (!client || !session?.accountId) return undefined;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope(params?.scope ?? "openid");
  for (const resource of Object.keys(resourceServers ?? {})) grant.addResourceScope(resource, gatewayScope);
  await grant.save();
  return grant;
}

/** Asks who one is each time: on a laptop the same browser plays several people. */
function signInOnly(): ReturnType<typeof base> {
  const policy = base();
  policy.remove("consent");
  policy
    .get("login")
    .checks.add(new Check("every_time", "say who you are", (context) => context.oidc.result?.login === undefined));
  return policy;
}
