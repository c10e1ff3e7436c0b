import type { JWTPayload } from "jose";
import type { Caller } from "./caller.ts";

/**
 * The caller that a verified access token stands for. `sub` is the person, the client the agent they call through;
 * with `act` (RFC 8693 section 4.1) the actor is the agent. Where the client is its own subject, there is no person.
 */
export function tokenCaller(claims: JWTPayload, groupsClaim: string): Caller {
  const subject = claims.sub ?? "";
  const client = text(claims.client_id) ?? text(claims.azp) ?? null;
  const groups = groupsOf(claims[groupsClaim]);
  if (isOwnSubject(claims, subject, client)) {
    const agent = client ?? subject;
    const nobody = { userId: null, userName: null, email: null };
    return { callerId: `agent:${agent}`, ...nobody, agent, groups, connections: [], auth: "jwt" };
  }
  const actor = typeof claims.act === "object" && claims.act !== null && "sub" in claims.act && text(claims.act.sub);
  return {
    callerId: `person:${subject}`,
    userId: subject,
    userName: text(claims.email) ?? text(claims.preferred_username) ?? subject,
    email: claims.email_verified === false ? null : (text(claims.email) ?? null),
    agent: actor || client,
    groups,
    connections: [],
    auth: "jwt",
  };
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

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function groupsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.filter((group): group is string => typeof group === "string") : [];
}
