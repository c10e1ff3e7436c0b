import { z } from "zod";
import type { SourcePath } from "#components/editor/yaml-context.ts";
import { PolicyDocument } from "#lib/policies/schemas.ts";

/** A part of the document: its names, its items, or the values that it may have. */
export type Shape = { names: ReadonlyMap<string, Shape>; items: Shape | null; values: readonly string[] };

type JsonSchema = {
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  enum?: unknown[];
  const?: unknown;
  type?: string;
  anyOf?: JsonSchema[];
};

let document: Shape | undefined;

/** What may stand at `path` of a policy document, by its schema; null where nothing is known of it. */
export function shapeAt(path: SourcePath): Shape | null {
  document ??= toShape(z.toJSONSchema(PolicyDocument, { io: "input", unrepresentable: "any" }) as JsonSchema);
  let shape: Shape | null = document;
  for (const step of path) shape = (typeof step === "number" ? shape?.items : shape?.names.get(step)) ?? null;
  return shape;
}

function toShape(schema: JsonSchema): Shape {
  const parts = [schema, ...(schema.anyOf ?? [])];
  const items = parts.find((part) => part.items)?.items;
  return {
    names: new Map(
      parts.flatMap(({ properties = {} }) => Object.entries(properties).map(([name, part]) => [name, toShape(part)])),
    ),
    items: items ? toShape(items) : null,
    values: parts.flatMap((part) => {
      if (part.type === "boolean") return ["true", "false"];
      return (part.enum ?? (part.const === undefined ? [] : [part.const])).map(String);
    }),
  };
}

/** The place as `documentWords` names it. */
export function placeOf(path: SourcePath): string {
  return path.map((step) => (typeof step === "number" ? "*" : step)).join(".");
}
