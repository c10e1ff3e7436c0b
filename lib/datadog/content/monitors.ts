import type { ContentItem, Json } from "./content-item.ts";
import { contentTag, managedTag } from "./content-mark.ts";

type Watch = {
  key: string;
  title: string;
  search: string;
  by?: string;
  last: string;
  /** Alerts above it; where `below` is set, below it and when nothing arrives at all. */
  critical: number;
  warning?: number;
  below?: true;
  priority: 1 | 2 | 3;
  message: string;
};

const watches: readonly Watch[] = [
  {
    key: "bypassed-approval",
    title: "an action ran without the approval it was held for",
    // A standing grant is an approval given before.
    search:
      "@gateway.type:call.started @gateway.decision:hold -@gateway.approval.approver.name:* -@gateway.detail.holdpoint.grant:*",
    by: "@usr.id",
    last: "5m",
    critical: 0,
    priority: 1,
    message:
      "A call that policy wanted approved has begun and no approver is recorded with it. This must not happen: stop the caller on Agents & keys, then read the call in the audit log.",
  },
  {
    key: "break-glass",
    title: "somebody released a held call alone",
    search: "@gateway.type:hold.broke-glass",
    last: "5m",
    critical: 0,
    priority: 1,
    message: "One person released a held call past its approvers. It waits for review under Approvals.",
  },
  {
    key: "spike",
    title: "a spike in commands from one identity",
    search: "@gateway.type:(call.started OR call.refused)",
    by: "@usr.id",
    last: "5m",
    critical: 200,
    warning: 100,
    priority: 2,
    message: "{{[@usr.id].name}} made {{value}} calls in five minutes.",
  },
  {
    key: "denied",
    title: "one identity is denied again and again",
    search: "@gateway.type:call.refused @evt.outcome:denied",
    by: "@usr.id",
    last: "10m",
    critical: 20,
    priority: 3,
    message:
      "{{[@usr.id].name}} was denied {{value}} times in ten minutes: an agent that goes astray, or a rule that is wrong.",
  },
  {
    key: "delivery-loss",
    title: "the audit trail does not arrive",
    search: "@gateway.type:ledger.reconciled",
    last: "2h",
    critical: 1,
    below: true,
    priority: 1,
    message:
      "Holdpoint sends the count of its ledger every hour, and for two hours none has come. Look at its page Sinks. Nothing is lost there: delivery goes on from where it stopped.",
  },
  {
    key: "delivery-trouble",
    title: "a sink refuses events or waits for a person",
    search: "@gateway.type:(sink.held OR sink.refused-events)",
    last: "15m",
    critical: 0,
    priority: 2,
    message:
      "A sink of Holdpoint refused events for good, or its key no longer works. Its page Sinks says which and why.",
  },
];

/** `sensitive`: slugs of connections that no agent reaches unseen; none: there is no such monitor. */
export function monitors({ sensitive, notify }: { sensitive: readonly string[]; notify: string }): ContentItem[] {
  const all = sensitive.length === 0 ? watches : [sensitiveWatch(sensitive), ...watches];
  return all.map((watch) => monitorOf(watch, notify));
}

function sensitiveWatch(sensitive: readonly string[]): Watch {
  return {
    key: "sensitive-connection",
    title: "an agent reaches a sensitive connection",
    search: `@gateway.type:call.started @gateway.target.name:(${sensitive.toSorted().join(" OR ")})`,
    by: "@usr.id,@gateway.target.name",
    last: "5m",
    critical: 0,
    priority: 2,
    message: "{{[@usr.id].name}} called {{[@gateway.target.name].name}}.",
  };
}

function monitorOf(watch: Watch, notify: string): ContentItem {
  const { key, last, critical, warning, below, priority } = watch;
  const title = `Holdpoint: ${watch.title}`;
  const by = watch.by ? `.by("${watch.by}")` : "";
  const definition: { [name: string]: Json } = {
    name: title,
    type: "log alert",
    query: `logs("source:holdpoint ${watch.search}").index("*").rollup("count")${by}.last("${last}") ${below ? "<" : ">"} ${critical}`,
    message: notify === "" ? watch.message : `${watch.message}\n\n${notify}`,
    tags: [contentTag(key), managedTag],
    priority,
    options: {
      thresholds: { critical, ...(warning !== undefined && { warning }) },
      enable_logs_sample: true,
      on_missing_data: below ? "show_and_notify_no_data" : "default",
      include_tags: true,
      require_full_window: false,
      groupby_simple_monitor: false,
    },
  };
  return { key, kind: "monitor", title, definition };
}
