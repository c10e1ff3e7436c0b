import { isMap, isSeq, parseDocument, type Document, type YAMLSeq } from "yaml";
import type { PolicyDocument } from "#lib/policies/schemas.ts";
import { canonicalJson } from "#lib/crypto/request-digest.ts";

const layout = { lineWidth: 0, aliasDuplicateObjects: false } as const;
type Entry = { id: string };

/**
 * The YAML of `before`, saying `after`: rules and packs that differ are written anew, all others stay as they are written,
 * with their comments.
 */
export function editSource(source: string, before: PolicyDocument, after: PolicyDocument): string {
  const document = parseDocument(source);
  editList(document, "rules", before.rules, after.rules);
  editList(document, "packs", before.packs ?? [], after.packs ?? []);
  return document.toString(layout);
}

function editList(document: Document, key: "rules" | "packs", before: readonly Entry[], after: readonly Entry[]): void {
  const list = listAt(document, key);
  // An empty list is written as [], and would grow on one line.
  list.flow = false;
  const nodes = new Map(list.items.map((node) => [isMap(node) ? node.get("id") : undefined, node]));
  const old = new Map(before.map((entry) => [entry.id, entry]));
  list.items = after.map((entry) => {
    const node = nodes.get(entry.id);
    const same = old.get(entry.id);
    if (node !== undefined && same && canonicalJson(same) === canonicalJson(entry)) return node;
    const fresh = document.createNode(entry, layout);
    if (isMap(node)) fresh.commentBefore = node.commentBefore;
    return fresh;
  });
}

function listAt(document: Document, key: string): YAMLSeq {
  const found: unknown = document.get(key);
  if (isSeq(found)) return found;
  const list = document.createNode([]);
  document.set(key, list);
  return list;
}
