import { client, v1 } from "@datadog/datadog-api-client";
import { say } from "./say.ts";
import type { DemoSettings } from "./settings.ts";

const retryPauseMs = 1_000;

/** The official Datadog client, pointed at the gateway, with a gateway key where Datadog's would be. */
export function connectDatadog(settings: DemoSettings): v1.DashboardsApi {
  const configuration = client.createConfiguration({
    authMethods: { apiKeyAuth: settings.gatewayKey, appKeyAuth: "kept-by-holdpoint" },
    baseServer: new client.BaseServerConfiguration(`${settings.gatewayUrl}/http/datadog`, {}),
  });
  return new v1.DashboardsApi(configuration);
}

/** Reading is allowed. */
export async function listDashboards(dashboards: v1.DashboardsApi): Promise<void> {
  const { dashboards: found = [] } = await dashboards.listDashboards();
  say(`datadog: GET /api/v1/dashboard is allowed, it shows ${found.length} dashboards`);
}

/** Creating is held: retried, identically, for as long as the gateway answers that it is pending. */
export async function createDashboard(dashboards: v1.DashboardsApi, title: string, signal: AbortSignal): Promise<void> {
  const label = "datadog: POST /api/v1/dashboard";
  const body: v1.Dashboard = {
    title,
    description: "Made by the demo agent",
    layoutType: "ordered",
    widgets: [{ definition: { type: "note", content: "Watched by the checkout team" } }],
  };
  say(`${label} "${body.title}" is asked for; the policy holds it`);
  while (!signal.aborted) {
    try {
      const made = await dashboards.createDashboard({ body });
      say(`${label} ran: dashboard ${made.id} was created, with keys that the agent never saw`);
      return;
    } catch (error) {
      if (!(error instanceof client.ApiException)) throw error;
      const words = (error.body as { errors?: string[] }).errors?.join(" ") ?? "";
      if (error.code !== 409) {
        say(`${label} did not run (${error.code}): ${words}`);
        return;
      }
      say(`${label} still waits for a person; the agent asks again`);
      await new Promise((resolve) => setTimeout(resolve, retryPauseMs));
    }
  }
}
