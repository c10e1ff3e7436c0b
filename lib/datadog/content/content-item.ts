export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };

/** One thing that Holdpoint keeps in a Datadog account, as Datadog's API writes it. `key` finds it again. */
export type ContentItem = {
  key: string;
  kind: "dashboard" | "monitor";
  title: string;
  definition: { [name: string]: Json };
};
