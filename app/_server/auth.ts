import type { AuthOptions } from "next-auth";
import type { OAuthConfig } from "next-auth/providers/oauth";
import { AppError } from "#lib/core/errors.ts";
import type { ServiceContext } from "#lib/core/context.ts";
import { deriveSecret } from "#lib/crypto/sealer.ts";
import type { ConsoleEnv } from "#lib/env/console.ts";
import { closeSession } from "#lib/people/close-session.ts";
import { findAccount } from "#lib/people/find-account.ts";
import { openSession } from "#lib/people/open-session.ts";
import { syncPerson } from "#lib/people/sync-person.ts";
import type { Console } from "./console.ts";
import { sessionCookieName } from "./session-cookie.ts";

const sessionMaxAgeS = 12 * 60 * 60;

type Adapter = NonNullable<AuthOptions["adapter"]>;
type Claims = Record<string, unknown> & { sub: string };

/** Where a sign-in comes from, and whom the identity provider's verified token names, once it has come that far. */
export type SignInAttempt = {
  clientIp: string | undefined;
  userAgent: string | undefined;
  person?: { subject: string; email: unknown };
};

/** next-auth's options for one request, whose client address goes into what is recorded. */
export function authOptions({ env, database, sealer, logger }: Console, attempt: SignInAttempt): AuthOptions {
  const context = { database, sealer, clientIp: attempt.clientIp };
  return {
    secret: deriveSecret(env.HOLDPOINT_SECRET, "next-auth"),
    adapter: createAdapter(context, attempt),
    providers: [openIdProvider(env)],
    // Absolute: a person signs in again after this long, whatever they did meanwhile.
    session: { strategy: "database", maxAge: sessionMaxAgeS },
    cookies: {
      sessionToken: {
        name: sessionCookieName(env.CONSOLE_URL),
        options: { httpOnly: true, sameSite: "lax", path: "/", secure: env.CONSOLE_URL.startsWith("https:") },
      },
    },
    pages: { signIn: "/sign-in", signOut: "/approvals", error: "/sign-in" },
    callbacks: {
      async signIn({ account, profile }) {
        const claims = profile as Claims | undefined;
        if (!account || !claims) return false;
        attempt.person = { subject: claims.sub, email: claims["email"] };
        if (trimSlash(String(claims["iss"])) !== trimSlash(env.OIDC_ISSUER)) return "/sign-in?error=WrongIssuer";
        try {
          await syncPerson(context, {
            provider: account.provider,
            claims: readClaims(env, claims),
            roleGroups: {
              owner: env.OWNER_GROUPS,
              admin: env.ADMIN_GROUPS,
              power_user_plus: env.POWER_USER_PLUS_GROUPS,
              auditor: env.AUDITOR_GROUPS,
            },
          });
          return true;
        } catch (error) {
          if (!(error instanceof AppError)) logger.error({ err: error }, "sign-in failed");
          if (!(error instanceof AppError)) return "/sign-in?error=Callback";
          return error.code === "conflict" ? "/sign-in?error=EmailTaken" : "/sign-in?error=IncompleteClaims";
        }
      },
    },
    logger: {
      error: (code, detail) => logger.error({ err: detail instanceof Error ? detail : detail["error"] }, code),
      warn: (code) => logger.warn(code),
      debug: () => {},
    },
  };
}

function openIdProvider(env: ConsoleEnv): OAuthConfig<Claims> {
  return {
    id: "oidc",
    name: "Single sign-on",
    type: "oauth",
    wellKnown: `${env.OIDC_ISSUER}/.well-known/openid-configuration`,
    clientId: env.OIDC_CLIENT_ID,
    clientSecret: env.OIDC_CLIENT_SECRET,
    authorization: { params: { scope: env.OIDC_SCOPES } },
    idToken: true,
    checks: ["pkce", "state", "nonce"],
    userinfo: {
      // The verified ID token, and what only userinfo tells (some providers keep groups there). The ID token wins.
      async request({ client, tokens }) {
        const claims = "claims" in tokens && typeof tokens.claims === "function" ? (tokens.claims() as Claims) : null;
        if (!claims) throw new Error("the identity provider sent no ID token");
        if (claims[env.OIDC_GROUPS_CLAIM] !== undefined && claims["email"] !== undefined) return claims;
        const more = await client.userinfo(String(tokens.access_token));
        if (more.sub !== claims.sub) throw new Error("userinfo is of another subject than the ID token");
        return { ...more, ...claims };
      },
    },
    profile: (claims) => ({ id: claims.sub }),
  };
}

function readClaims(env: ConsoleEnv, claims: Claims) {
  return {
    issuer: env.OIDC_ISSUER,
    subject: claims.sub,
    email: claims["email"],
    name: claims["name"],
    groups: claims[env.OIDC_GROUPS_CLAIM],
  };
}

/**
 * The parts of next-auth's adapter that a sign-in uses. People and accounts are made by syncPerson before next-auth
 * looks for them, so nothing here creates or links; sessions are read by getContext, never through next-auth.
 */
function createAdapter(context: Omit<ServiceContext, "actor">, { userAgent }: SignInAttempt): Adapter {
  return {
    async getUserByAccount({ provider, providerAccountId }) {
      const person = await findAccount(context.database, { provider, providerAccountId });
      return person && { id: person.id, email: person.email, emailVerified: null, name: person.name };
    },
    getUserByEmail: () => null,
    createUser: refuse,
    linkAccount: refuse,
    getUser: () => null,
    updateUser: refuse,
    // As if nobody were signed in: each sign-in opens a session with a token of its own.
    getSessionAndUser: () => null,
    updateSession: () => null,
    async createSession({ sessionToken, userId, expires }) {
      await openSession(context, { token: sessionToken, userId, expires, userAgent });
      return { sessionToken, userId, expires };
    },
    async deleteSession(sessionToken) {
      await closeSession(context, sessionToken);
    },
  };
}

function refuse(): never {
  throw new Error("people and accounts are made by syncPerson only");
}

function trimSlash(url: string): string {
  return url.replace(/\/+$/, "");
}
