export type ConfigChange = { what: string; before: string; after: string };

type Attrs = Readonly<Record<string, unknown>>;

/**
 * What an event of the console changed, as texts to compare: from `before` and `after`, or from the rules of a published
 * policy. Nothing for events that change nothing.
 */
export function configChanges(attrs: Attrs): ConfigChange[] {
  if (isObject(attrs["rules"])) return ruleChanges(attrs["rules"]);
  const { before, after } = attrs;
  if (!isObject(before) && !isObject(after)) return [];
  return [{ what: isObject(before) ? (isObject(after) ? "Changed" : "Removed") : "Created", ...texts(before, after) }];
}

function ruleChanges(rules: Attrs): ConfigChange[] {
  const added = list(rules["added"]).map((rule) => ({
    what: `Rule ${nameOf(rule)}, added`,
    ...texts(undefined, rule),
  }));
  const removed = list(rules["removed"]).map((rule) => ({
    what: `Rule ${nameOf(rule)}, removed`,
    ...texts(rule, undefined),
  }));
  const changed = list(rules["changed"]).map((rule) => ({
    what: `Rule ${nameOf(rule["before"])}, changed`,
    ...texts(rule["before"], rule["after"]),
  }));
  return [...changed, ...added, ...removed];
}

function texts(before: unknown, after: unknown): { before: string; after: string } {
  return { before: toText(before), after: toText(after) };
}

/** JSON with its keys in order, so that only what differs differs. */
function toText(value: unknown): string {
  return value === undefined ? "" : JSON.stringify(inOrder(value), null, 2);
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, inOrder(each)]));
}

function list(value: unknown): Attrs[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function nameOf(rule: unknown): string {
  return isObject(rule) && typeof rule["id"] === "string" ? rule["id"] : "without a name";
}

function isObject(value: unknown): value is Attrs {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
