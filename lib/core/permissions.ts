import { AppError } from "./errors.ts";
import type { Actor, Person, Role, ServiceKey } from "./context.ts";

/** What each permission lets one do, as words that fit "You may not …" in an error. */
const descriptions = {
  "holds.read": "see holds",
  "holds.decide": "decide holds",
  "audit.read-all": "see other people's activity",
  "audit.read-own": "see your own activity",
  "audit.read-agents": "see the activity of the agents you own",
  "audit.export": "export the audit log",
  "exports.write": "change scheduled exports or cancel other people's exports",
  "retention.read": "see how long things are kept",
  "retention.write": "change how long things are kept",
  "payloads.read": "read request and response bodies",
  "policies.read": "see policies",
  "policies.write": "change policies",
  "connections.read": "see connections",
  "connections.write": "change connections",
  "gateway-keys.read": "see gateway keys and callers",
  "gateway-keys.write": "create or revoke gateway keys, or disable callers",
  "people.read": "see people and roles",
  "people.write": "change roles, sessions or agents of other people",
  "people.grant": "make or unmake an owner or an auditor",
  "sessions.own": "see or end your own sessions",
  "sinks.read": "see sinks",
  "sinks.write": "change sinks",
  "api-keys.read": "see everybody's API keys",
  "api-keys.write": "create or revoke API keys for programs",
  "api-keys.own": "create API keys that act for you",
  "watches.read": "see watches",
  "watches.write": "change watches",
  "notifications.own": "change your own notifications",
  "notifications.read": "see the notifications of groups",
  "notifications.write": "change the notifications of groups",
  "stand-ins.own": "name somebody who stands in for you",
  "slack-users.own": "link Slack users who decide as you",
  "views.own": "save views of the audit log",
  "views.share": "share views of the audit log",
} as const;

export type Permission = keyof typeof descriptions;

/** `holds.decide` is everybody's here: whether a person may decide one hold is the hold's own approver groups. */
const everyone: Permission[] = [
  "audit.read-own",
  "holds.read",
  "holds.decide",
  "api-keys.own",
  "notifications.own",
  "stand-ins.own",
  "slack-users.own",
  "sessions.own",
  "views.own",
];
const adminPages: Permission[] = [
  "audit.read-all",
  "retention.read",
  "policies.read",
  "connections.read",
  "gateway-keys.read",
  "people.read",
  "sinks.read",
  "api-keys.read",
  "notifications.read",
  "watches.read",
];
const administration: Permission[] = [
  "audit.export",
  "exports.write",
  "retention.write",
  "policies.write",
  "connections.write",
  "gateway-keys.write",
  "sinks.write",
  "api-keys.write",
  "notifications.write",
  "watches.write",
  "views.share",
  "people.write",
];

const rolePermissions: Record<Role, ReadonlySet<Permission>> = {
  owner: new Set([...everyone, ...adminPages, ...administration, "people.grant"]),
  admin: new Set([...everyone, ...adminPages, ...administration]),
  power_user_plus: new Set([...everyone, "audit.read-agents"]),
  power_user: new Set(everyone),
};

/** The Auditor add-on: reads every admin page, payloads and exports; changes nothing. */
const auditorPermissions: ReadonlySet<Permission> = new Set([...adminPages, "payloads.read", "audit.export"]);

/** Whether the actor holds the permission. Holdpoint's own processes hold all but reading payloads. */
export function can(actor: Actor, permission: Permission): boolean {
  if (actor.kind === "system") return permission !== "payloads.read";
  if (!keyAllows(actor, permission)) return false;
  return rolePermissions[actor.role].has(permission) || (actor.auditor && auditorPermissions.has(permission));
}

/** A key makes no key that acts for a person, no owner and no auditor, and decides holds only where its owner let it. */
function keyAllows(actor: Person | ServiceKey, permission: Permission): boolean {
  const key = actor.kind === "person" ? actor.apiKey : { decides: false };
  if (key === undefined) return true;
  // Naming a stand-in hands on the right to decide.
  if (permission === "holds.decide" || permission === "stand-ins.own") return key.decides;
  return permission !== "api-keys.own" && permission !== "slack-users.own" && permission !== "people.grant";
}

/** Throws `forbidden`, in words, unless the actor holds the permission. The first line of every verb. */
export function requirePermission(context: { actor: Actor }, permission: Permission): void {
  if (!can(context.actor, permission)) {
    throw new AppError(
      "forbidden",
      `You may not ${descriptions[permission]}. Ask an owner of this Holdpoint for the role that may.`,
    );
  }
}
