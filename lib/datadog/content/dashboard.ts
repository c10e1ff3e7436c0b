import type { ContentItem } from "./content-item.ts";
import { contentMark } from "./content-mark.ts";
import { compared, figure, logList, overTime, topList } from "./widgets.ts";

const all = "source:holdpoint $agent $target $env";
/** Every call once: how it ended, or that it was refused. */
const calls = `${all} @gateway.type:(call.finished OR call.refused)`;

/** What agents do, what was decided about it, and whether the audit trail arrives whole. */
export function activityDashboard(): ContentItem {
  const key = "activity";
  return {
    key,
    kind: "dashboard",
    title: "Holdpoint: activity of agents",
    definition: {
      title: "Holdpoint: activity of agents",
      description: `What agents do through Holdpoint, from its audit events in Datadog's logs. ${contentMark(key)}`,
      layout_type: "ordered",
      reflow_type: "fixed",
      template_variables: [
        variable("agent", "@usr.name"),
        variable("target", "@gateway.target.name"),
        variable("env", "env"),
      ],
      widgets: [
        figure("Calls", { search: calls }, box(0, 0, 2, 2)),
        figure("Callers", { search: calls, compute: distinct("@usr.id") }, box(2, 0, 2, 2)),
        figure("Denied", { search: `${calls} @evt.outcome:denied` }, box(4, 0, 2, 2)),
        figure("Held for approval", { search: `${all} @gateway.type:call.held` }, box(6, 0, 2, 2)),
        figure("Released alone", { search: `${all} @gateway.type:hold.broke-glass` }, box(8, 0, 2, 2), true),
        figure(
          "Events of the audit trail",
          { search: "source:holdpoint $env", compute: distinct("@evt.id") },
          box(10, 0, 2, 2),
        ),
        overTime("Calls by connection", { search: calls, by: "@gateway.target.name" }, box(0, 2, 6, 4)),
        topList("Busiest callers", { search: calls, by: "@usr.name" }, box(6, 2, 3, 4)),
        topList("Most used operations", { search: calls, by: "@gateway.operation_id" }, box(9, 2, 3, 4)),
        overTime("Decisions of policy", { search: calls, by: "@gateway.decision" }, box(0, 6, 6, 4)),
        topList("Callers denied most", { search: `${calls} @evt.outcome:denied`, by: "@usr.name" }, box(6, 6, 3, 4)),
        topList(
          "Rules that hold or deny",
          { search: `${calls} -@gateway.decision:allow`, by: "@gateway.policy.rule" },
          box(9, 6, 3, 4),
        ),
        overTime("What became of held calls", { search: `${all} @evt.name:Approval`, by: "@action" }, box(0, 10, 6, 4)),
        overTime(
          "Wait for approval, p95 (ns)",
          {
            search: `${all} @gateway.type:(hold.approved OR hold.denied)`,
            compute: { aggregation: "pc95", metric: "@gateway.approval.wait_duration" },
          },
          box(6, 10, 6, 4),
          "line",
        ),
        logList(
          "Approvals, denials and lone releases",
          `${all} @evt.name:Approval`,
          ["status_line", "timestamp", "message", "@gateway.approval.approver.email"],
          box(0, 14, 8, 5),
        ),
        compared(
          "Events that the ledger counted by the hour, and events here",
          [
            [
              "counted in the ledger",
              {
                search: "source:holdpoint $env @gateway.type:ledger.reconciled",
                compute: { aggregation: "sum", metric: "@gateway.detail.events" },
              },
            ],
            ["here", { search: "source:holdpoint $env", compute: distinct("@evt.id") }],
          ],
          box(8, 14, 4, 5),
        ),
      ],
    },
  };
}

function variable(name: string, prefix: string) {
  return { name, prefix, available_values: [], defaults: ["*"] };
}

function distinct(metric: string) {
  return { aggregation: "cardinality", metric } as const;
}

function box(x: number, y: number, width: number, height: number) {
  return { x, y, width, height };
}
