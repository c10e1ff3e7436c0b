import { parseAsStringLiteral } from "nuqs/server";

/** Whether the form of a new key is open. */
export const apiKeyParsers = { form: parseAsStringLiteral(["new"]) };
