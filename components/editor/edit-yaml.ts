import { isMap, isScalar, isSeq, parseDocument, stringify, type Document } from "yaml";
import type { SourcePath } from "./yaml-context.ts";

/** Long lines stay as they are: a condition is not to be folded. What stands twice is written twice. */
const layout = { lineWidth: 0, aliasDuplicateObjects: false } as const;

/** A value as the YAML that people would write. */
export function writeYaml(value: unknown): string {
  return stringify(value, layout);
}

/**
 * The text with `after` instead of what it says now. Only what differs is written anew, so that comments, order and the
 * way things are written stay where they were. The text must be readable YAML.
 */
export function editYaml(text: string, after: unknown): string {
  const document = parseDocument(text);
  const before: unknown = document.toJS();
  if (isSame(before, after)) return text;
  if (!isMap(document.contents) || !isRecord(after)) return writeYaml(after);
  change(document, [], before, after);
  return document.toString(layout);
}

function change(document: Document, path: SourcePath, before: unknown, after: unknown): void {
  if (isSame(before, after)) return;
  if (isRecord(before) && isRecord(after) && isMap(document.getIn(path, true)))
    changeMap(document, path, before, after);
  else if (Array.isArray(before) && Array.isArray(after) && isSeq(document.getIn(path, true))) {
    changeList(document, path, before, after);
  } else setValue(document, path, after);
}

type Json = Record<string, unknown>;

function changeMap(document: Document, path: SourcePath, before: Json, after: Json): void {
  for (const key of Object.keys(before)) if (!(key in after)) document.deleteIn([...path, key]);
  for (const [key, value] of Object.entries(after)) {
    if (key in before) change(document, [...path, key], before[key], value);
    else setValue(document, [...path, key], value);
  }
}

/** Items are known by their id, or are the same text, or stand in the same place: they take their comments with them. */
function changeList(document: Document, path: SourcePath, before: unknown[], after: unknown[]): void {
  const list = document.getIn(path, true);
  if (!isSeq(list)) return;
  const sources = findSources(before, after);
  list.items = after.map((item, index) => {
    const source = sources[index];
    return source === undefined ? document.createNode(item, layout) : list.items[source];
  });
  for (const [index, item] of after.entries()) {
    const source = sources[index];
    if (source !== undefined) change(document, [...path, index], before[source], item);
  }
}

/** For each item of `after`, where in `before` it was. */
function findSources(before: unknown[], after: unknown[]): (number | undefined)[] {
  const taken = new Set<number>();
  const take = (index: number) => {
    if (index < 0 || index >= before.length || taken.has(index)) return undefined;
    taken.add(index);
    return index;
  };
  const sameItem = after.map((item) =>
    take(before.findIndex((other, index) => !taken.has(index) && nameOf(other) === nameOf(item))),
  );
  // What is left over at the same place is what was renamed.
  return sameItem.map((source, index) => source ?? take(index));
}

/** A scalar keeps the comment beside it: its node stays and only what it says changes. */
function setValue(document: Document, path: SourcePath, value: unknown): void {
  const node: unknown = document.getIn(path, true);
  if (isScalar(node) && typeof value !== "object") {
    node.value = value;
    return;
  }
  const fresh = document.createNode(value, layout);
  if (isCommented(node)) {
    fresh.comment = node.comment;
    fresh.commentBefore = node.commentBefore;
  }
  if (isSeq(node) && isSeq(fresh) && node.flow) fresh.flow = true;
  if (path.length === 0) document.contents = fresh;
  else document.setIn(path, fresh);
}

function isCommented(node: unknown): node is { comment?: string | null; commentBefore?: string | null } {
  return typeof node === "object" && node !== null && "range" in node;
}

function nameOf(item: unknown): unknown {
  if (!isRecord(item)) return item;
  return item["id"] ?? item["name"] ?? JSON.stringify(item);
}

function isRecord(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isSame(before: unknown, after: unknown): boolean {
  return JSON.stringify(before) === JSON.stringify(after);
}
