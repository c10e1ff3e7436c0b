import { parseAsStringLiteral } from "nuqs/server";

/** Whether the form of a new key is open. */
export const agentParsers = { form: parseAsStringLiteral(["new"]) };
