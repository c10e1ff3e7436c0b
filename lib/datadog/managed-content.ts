import type { v1 } from "@datadog/datadog-api-client";
import type { ContentItem, Json } from "./content/content-item.ts";
import { managedTag } from "./content/content-mark.ts";
import type { Datadog } from "./open-datadog.ts";

const pageSize = 1_000;
const dashboardPageSize = 100;
/** Far more than an account has; what answers the same page again and again is no Datadog. */
const mostDashboards = 50_000;

/** A dashboard or monitor of ours as it is in the account, whatever became of it there. */
export type RemoteContent = Omit<ContentItem, "kind"> &
  ({ kind: "dashboard"; id: string } | { kind: "monitor"; id: number });

/** All that was installed before and is still there. Two of one key: somebody copied one. */
export async function listManaged({ dashboards, monitors, serializer }: Datadog): Promise<RemoteContent[]> {
  const managed: RemoteContent[] = [];
  for (const { id, description } of await listDashboards(dashboards)) {
    const key = keyIn(description, /\[holdpoint:([a-z-]+)\]/);
    if (id === undefined || key === undefined) continue;
    const definition = plain(serializer.serialize(await dashboards.getDashboard({ dashboardId: id }), "Dashboard", ""));
    managed.push({ kind: "dashboard", id, key, title: titleOf(definition["title"]), definition });
  }
  for (let page = 0; ; page++) {
    const listed = await monitors.listMonitors({ monitorTags: managedTag, page, pageSize });
    for (const monitor of listed) {
      const key = keyIn(monitor.tags?.join(" "), /(?:^| )holdpoint-content:([a-z-]+)/);
      if (monitor.id === undefined || key === undefined || !monitor.tags?.includes(managedTag)) continue;
      const definition = plain(serializer.serialize(monitor, "Monitor", ""));
      managed.push({ kind: "monitor", id: monitor.id, key, title: titleOf(definition["name"]), definition });
    }
    if (listed.length < pageSize) return managed;
  }
}

async function listDashboards(dashboards: v1.DashboardsApi): Promise<v1.DashboardSummaryDefinition[]> {
  const all: v1.DashboardSummaryDefinition[] = [];
  while (all.length < mostDashboards) {
    const { dashboards: page = [] } = await dashboards.listDashboards({ count: dashboardPageSize, start: all.length });
    all.push(...page);
    if (page.length < dashboardPageSize) break;
  }
  return all;
}

export async function writeContent(
  datadog: Datadog,
  item: ContentItem,
  over: RemoteContent | undefined,
): Promise<void> {
  const { dashboards, monitors, serializer } = datadog;
  if (item.kind === "dashboard") {
    const body = serializer.deserialize(item.definition, "Dashboard") as v1.Dashboard;
    if (over?.kind === "dashboard") await dashboards.updateDashboard({ dashboardId: over.id, body });
    else await dashboards.createDashboard({ body });
    return;
  }
  if (over?.kind === "monitor") {
    const body = serializer.deserialize(item.definition, "MonitorUpdateRequest") as v1.MonitorUpdateRequest;
    await monitors.updateMonitor({ monitorId: over.id, body });
    return;
  }
  await monitors.createMonitor({ body: serializer.deserialize(item.definition, "Monitor") as v1.Monitor });
}

export async function removeContent({ dashboards, monitors }: Datadog, remote: RemoteContent): Promise<void> {
  if (remote.kind === "dashboard") await dashboards.deleteDashboard({ dashboardId: remote.id });
  else await monitors.deleteMonitor({ monitorId: remote.id });
}

function keyIn(text: string | null | undefined, pattern: RegExp): string | undefined {
  return pattern.exec(text ?? "")?.[1];
}

/** The serializer leaves holes where nothing was given; JSON has none. */
function plain(value: unknown): { [name: string]: Json } {
  return JSON.parse(JSON.stringify(value)) as { [name: string]: Json };
}

function titleOf(value: Json | undefined): string {
  return typeof value === "string" ? value.slice(0, 200) : "";
}
