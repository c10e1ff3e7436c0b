import { parseAsStringLiteral } from "nuqs/server";

/** The form that is open beside the list: of a Datadog account, or of any other sink. */
export const sinksParsers = { form: parseAsStringLiteral(["datadog", "other"]) };

export const sinkViews = ["overview", "refused", "backfill", "event", "datadog", "settings"] as const;
export type SinkView = (typeof sinkViews)[number];
export const sinkParsers = { view: parseAsStringLiteral(sinkViews).withDefault("overview") };
