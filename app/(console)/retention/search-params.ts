import { parseAsStringLiteral } from "nuqs/server";

/** The form that is open. */
export const retentionParsers = { form: parseAsStringLiteral(["change", "hold"]) };
