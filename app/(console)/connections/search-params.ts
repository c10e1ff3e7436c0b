import { parseAsString, parseAsStringLiteral } from "nuqs/server";

/** What is open beside the list: a connection, by its slug, or the form of a new one: of any, or of a Datadog account. */
export const connectionParsers = { open: parseAsString, form: parseAsStringLiteral(["new", "datadog"]) };
