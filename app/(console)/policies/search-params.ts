import { createSerializer, parseAsInteger, parseAsString, parseAsStringLiteral } from "nuqs/server";

const policyTabs = ["rules", "yaml", "explain", "backtest", "tests", "history"] as const;

/** What the policy page keeps in its address. */
export const policyParsers = {
  view: parseAsStringLiteral(policyTabs).withDefault("rules"),
  /** Explain: id of a past call, or of its entry in the audit log. */
  call: parseAsString.withDefault(""),
  backtest: parseAsString.withDefault(""),
  /** History: the version whose changes are shown. */
  version: parseAsInteger,
};

export const policyQuery = createSerializer(policyParsers);
