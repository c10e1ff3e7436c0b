/** By which a dashboard is known again: dashboards take no tags but those of teams. */
export function contentMark(key: string): string {
  return `[holdpoint:${key}]`;
}

/** Tags by which monitors are known again. */
export const managedTag = "managed-by:holdpoint";
export function contentTag(key: string): string {
  return `holdpoint-content:${key}`;
}
