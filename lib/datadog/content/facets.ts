/** What no API of Datadog creates: search works without, widgets that group or measure by them do not. */
export const facetsToAdd: readonly { path: string; type: "facet" | "measure"; name: string }[] = [
  { path: "@gateway.target.name", type: "facet", name: "Connection" },
  { path: "@gateway.type", type: "facet", name: "Event" },
  { path: "@gateway.decision", type: "facet", name: "Decision" },
  { path: "@gateway.policy.rule", type: "facet", name: "Rule" },
  { path: "@gateway.operation_id", type: "facet", name: "Operation" },
  { path: "@gateway.approval.approver.email", type: "facet", name: "Approver" },
  { path: "@action", type: "facet", name: "Action" },
  { path: "@delegator.email", type: "facet", name: "Acts for" },
  { path: "@mcp.tool.name", type: "facet", name: "Tool" },
  { path: "@evt.id", type: "facet", name: "Event id" },
  { path: "@gateway.detail.events", type: "measure", name: "Events counted" },
  { path: "@duration", type: "measure", name: "Duration (nanoseconds)" },
  { path: "@gateway.approval.wait_duration", type: "measure", name: "Wait for approval (nanoseconds)" },
];
