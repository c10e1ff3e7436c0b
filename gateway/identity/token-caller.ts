import type { JWTPayload } from "jose";
import type { Caller } from "./caller.ts";

const maxActors = 10;

export type TokenNaming = { issuer: string; namespace: string; groupsClaim: string };

/**
 * The caller that a verified access token stands for. `sub` is the person, the client the agent they call through; with
 * `act` (RFC 8693 section 4.1) the actor is the agent. Where the client is its own subject there is no person, unless
 * the claim `delegator` names the one it acts for.
 */
export function tokenCaller(claims: JWTPayload, { issuer, namespace, groupsClaim }: TokenNaming): Caller {
  const subject = claims.sub ?? "";
  const client = text(claims.client_id) ?? text(claims.azp) ?? null;
  const actors = actorsOf(claims.act);
  const groups = groupsOf(claims[groupsClaim]);
  const common = { groups, connections: [], auth: "jwt", issuer, actors, owner: null } as const;
  const expiresAt = claims.exp === undefined ? null : claims.exp * 1_000;
  const mail = claims.email_verified === false ? undefined : text(claims.email);
  if (isOwnSubject(claims, subject, client)) {
    const agent = namespace + (client ?? subject);
    const delegator = delegatorOf(claims.delegator);
    const userId = delegator && namespace + delegator.subject;
    return {
      ...common,
      expiresAt,
      callerId: userId === null ? `agent:${agent}` : `agent:${agent} for person:${userId}`,
      userId,
      userName: delegator && (delegator.email ?? delegator.subject),
      email: null,
      agent,
    };
  }
  const agent = actors[0] ?? client;
  return {
    ...common,
    expiresAt,
    callerId: `person:${namespace}${subject}`,
    userId: namespace + subject,
    userName: text(claims.email) ?? text(claims.preferred_username) ?? subject,
    // Only the provider that people sign in with vouches for their addresses here.
    email: namespace === "" ? (mail ?? null) : null,
    agent: agent === null ? null : namespace + agent,
  };
}

/** Whether the token carries every one of these scopes (RFC 8693 section 4.2; Entra ID and Okta say `scp`). */
export function hasScopes(claims: JWTPayload, required: readonly string[]): boolean {
  const given = new Set([claims["scope"], claims["scp"]].flatMap(namesOf));
  return required.every((scope) => given.has(scope));
}

/**
 * Whether it is a client_credentials token: by RFC 9068 its subject is the client; Auth0, Entra ID and Keycloak say it
 * their own way. In doubt it is a person, so that nobody escapes the rule against approving one's own call.
 */
function isOwnSubject(claims: JWTPayload, subject: string, client: string | null): boolean {
  return (
    subject === client ||
    (client !== null && subject === `${client}@clients`) ||
    claims.gty === "client-credentials" ||
    claims.idtyp === "app" ||
    (client !== null && claims.preferred_username === `service-account-${client.toLowerCase()}`)
  );
}

/** Who acts, and for whom they act in turn: the outermost first. */
function actorsOf(act: unknown): string[] {
  const actors: string[] = [];
  for (let actor = act; isObject(actor) && actors.length < maxActors; actor = actor["act"]) {
    const subject = text(actor["sub"]);
    if (subject !== undefined) actors.push(subject);
  }
  return actors;
}

/** The person an agent's token was given for: their subject, or an object with `sub` and `email`. */
function delegatorOf(value: unknown): { subject: string; email: string | undefined } | null {
  const subject = isObject(value) ? text(value["sub"]) : text(value);
  return subject === undefined ? null : { subject, email: isObject(value) ? text(value["email"]) : undefined };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function namesOf(value: unknown): string[] {
  return typeof value === "string" ? value.split(" ") : groupsOf(value);
}

function groupsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.filter((group): group is string => typeof group === "string") : [];
}
