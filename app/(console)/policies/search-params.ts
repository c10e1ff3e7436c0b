import { parseAsStringLiteral } from "nuqs/server";

const policyTabs = ["rules", "history"] as const;

/** The policy page keeps in its address which of its two views is shown. */
export const policyParsers = { view: parseAsStringLiteral(policyTabs).withDefault("rules") };
