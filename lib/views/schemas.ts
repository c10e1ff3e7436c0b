import { z } from "zod";
import { FacetField, SortOrder } from "#lib/search/schemas.ts";
import { measures, spans, viewColumns, viewShapes } from "./shapes.ts";

/** A search and how it is shown: all that the address of the audit log says, without the page and the open entry. */
export const ViewSettings = z.strictObject({
  query: z.string().max(4_000).default(""),
  span: z.enum(spans).default("7d"),
  /** Given, these replace `span`. */
  from: z.coerce.date().optional(),
  to: z.coerce.date().optional(),
  sort: SortOrder.default("newest"),
  columns: z.array(z.enum(viewColumns)).min(1).max(viewColumns.length).optional(),
  shape: z.enum(viewShapes).default("list"),
  /** Up to three fields to group by, the outer one first. */
  by: z.array(FacetField).max(3).default([]),
  measure: z.enum(measures).default("count"),
});
export type ViewSettings = z.infer<typeof ViewSettings>;

const id = z.string().max(64);
const fields = {
  name: z.string().trim().min(1, "Give the view a name.").max(100),
  /** Everybody who sees everybody's activity finds it; else only the person who saved it. */
  shared: z.boolean().default(false),
  settings: ViewSettings,
};

export const CreateView = z.strictObject(fields);
export const UpdateView = z.strictObject({ ...fields, id, expectedUpdatedAt: z.coerce.date() });
export const ViewId = z.strictObject({ id });
/** What is not given stays. At most one view is the default of a person: the one the audit log opens with. */
export const MarkView = z.strictObject({ id, starred: z.boolean().optional(), isDefault: z.boolean().optional() });

export type SavedView = {
  id: string;
  name: string;
  shared: boolean;
  settings: ViewSettings;
  /** Who saved it, as the ledger names them. */
  authorName: string;
  updatedAt: Date;
  /** Whether the reader may change or remove it. */
  mayChange: boolean;
  /** The reader's own marks. */
  starred: boolean;
  isDefault: boolean;
};
