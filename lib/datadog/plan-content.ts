import { createHash } from "node:crypto";
import type { ContentItem, Json } from "./content/content-item.ts";
import { activityDashboard } from "./content/dashboard.ts";
import { monitors } from "./content/monitors.ts";
import type { RemoteContent } from "./managed-content.ts";
import type { ContentChange, ContentPlan, ContentWishes } from "./schemas.ts";

/** A change with what it takes to make it. */
export type PlannedChange = ContentChange & { item: ContentItem | undefined; remote: RemoteContent | undefined };

/** What would change in an account so that it has what Holdpoint brings. Copies beyond the first are removed. */
export function planInstall(wishes: ContentWishes, remote: readonly RemoteContent[]): PlannedChange[] {
  const { sensitive, notify } = wishes;
  const wanted = [activityDashboard(), ...monitors({ sensitive: sensitive ?? [], notify: notify ?? "" })];
  const kept = new Set<RemoteContent>();
  const changes = wanted.map((item) => {
    const present = remote.find(({ key, kind }) => key === item.key && kind === item.kind);
    if (present) kept.add(present);
    return compare(withTheirTags(notify === undefined ? withTheirHandles(item, present) : item, present), present);
  });
  const surplus = remote.filter(
    (each) => !kept.has(each) && !(sensitive === undefined && each.key === "sensitive-connection"),
  );
  return [...changes, ...planRemoval(surplus)];
}

export function planRemoval(remote: readonly RemoteContent[]): PlannedChange[] {
  return remote.map((present) => {
    const { key, kind, title, definition } = present;
    return {
      key,
      kind,
      title,
      change: "remove",
      before: textOf(definition),
      after: null,
      item: undefined,
      remote: present,
    };
  });
}

/** What people see of a plan, with a digest that stands for it. */
export function describePlan(planned: readonly PlannedChange[]): ContentPlan {
  const changes = planned.map(({ item: _item, remote: _remote, ...change }) => change);
  const digest = createHash("sha256").update(JSON.stringify(changes)).digest("hex");
  return { changes, digest };
}

function compare(item: ContentItem, remote: RemoteContent | undefined): PlannedChange {
  const { key, kind, title } = item;
  const after = textOf(item.definition);
  const before = remote ? textOf(likeOurs(remote.definition, item.definition)) : null;
  const change = before === null ? "create" : before === after ? "unchanged" : "update";
  return { key, kind, title, change, before, after, item, remote };
}

/** Whom a monitor tells is what teams change in Datadog itself: it stays unless they say otherwise here. */
function withTheirHandles(item: ContentItem, remote: RemoteContent | undefined): ContentItem {
  const ours = item.definition["message"];
  const theirs = remote?.definition["message"];
  if (typeof ours !== "string" || typeof theirs !== "string" || !theirs.startsWith(ours)) return item;
  return { ...item, definition: { ...item.definition, message: theirs } };
}

/** Tags that somebody added stay. */
function withTheirTags(item: ContentItem, remote: RemoteContent | undefined): ContentItem {
  const [ours, theirs] = [item.definition["tags"], remote?.definition["tags"]];
  if (!Array.isArray(ours) || !Array.isArray(theirs)) return item;
  const tags = [...new Set([...ours, ...theirs])].filter((tag) => typeof tag === "string").toSorted();
  return { ...item, definition: { ...item.definition, tags } };
}

/** Of what is there, the part that ours speaks of: Datadog adds ids, authors and defaults. */
function likeOurs(theirs: Json | undefined, ours: Json): Json {
  if (theirs === undefined || theirs === null) return null;
  if (Array.isArray(ours)) return Array.isArray(theirs) ? listLikeOurs(theirs, ours) : theirs;
  if (typeof ours !== "object" || ours === null || typeof theirs !== "object" || Array.isArray(theirs)) return theirs;
  return Object.fromEntries(Object.entries(ours).map(([name, value]) => [name, likeOurs(theirs[name], value)]));
}

function listLikeOurs(theirs: Json[], ours: Json[]): Json[] {
  const isText = ours.every((entry) => typeof entry === "string");
  // Tags come back in an order of Datadog's own.
  if (isText && theirs.every((entry) => typeof entry === "string")) return theirs.toSorted();
  return theirs.map((entry, index) => likeOurs(entry, ours[index] ?? entry));
}

function textOf(definition: Json): string {
  return JSON.stringify(definition, null, 2);
}
