import { parseAsString } from "nuqs/server";

/** What the page of a pack keeps in its address. */
export const packParsers = { find: parseAsString.withDefault("") };
