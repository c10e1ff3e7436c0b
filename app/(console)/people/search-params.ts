import { parseAsStringLiteral } from "nuqs/server";

/** Which form of a person's page is open. */
export const personParsers = { form: parseAsStringLiteral(["role", "agents"]) };
