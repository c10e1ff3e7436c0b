import { Refusal } from "../errors.ts";
import type { Caller } from "../identity/caller.ts";
import { connectionKey, type LiveConnection, type LiveSnapshot } from "../snapshot/live-snapshot.ts";
import type { Target } from "./accept.ts";

/** The connection that the target names, if this caller may use it. Not theirs and not there look the same. */
export function route(snapshot: LiveSnapshot, target: Target, caller: Caller): LiveConnection | Refusal {
  const connection = snapshot.connections.get(connectionKey(target.kind, target.slug));
  if (!connection || !mayUse(connection, caller)) return new Refusal("unknown_connection");
  return connection;
}

function mayUse(connection: LiveConnection, caller: Caller): boolean {
  const withinScope = caller.connections.length === 0 || caller.connections.includes(connection.slug);
  const inGroup = connection.groups.size === 0 || caller.groups.some((group) => connection.groups.has(group));
  return withinScope && inGroup;
}
