import type { Target } from "../pipeline/accept.ts";

const prefix = "/.well-known/holdpoint/holds/";

/** Where the caller of a held call asks how it stands: below its connection, so that the same credential is good there. */
export function statusUrl(target: Target, holdId: string): string {
  return `${target.address}${prefix}${holdId}`;
}

export type StatusTarget = { holdId: string; part: "status" | "answer" };

/** What a path below a connection asks for, if it is a status URL; upstreams are not reached under these paths. */
export function parseStatusPath({ kind, path }: Target): StatusTarget | undefined {
  if (kind !== "http" || !path.startsWith(prefix)) return undefined;
  const [holdId = "", part, ...more] = path.slice(prefix.length).split("/");
  if (more.length > 0 || (part !== undefined && part !== "answer")) return { holdId: "", part: "status" };
  return { holdId, part: part === undefined ? "status" : "answer" };
}
