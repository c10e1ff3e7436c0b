import { say } from "./say.ts";
import type { DemoSettings } from "./settings.ts";

/** Calls that no rule allows, that name what is not there, or that come without a credential: refused, and on record. */
export async function tryRefusedCalls({ gatewayUrl, gatewayKey }: DemoSettings): Promise<void> {
  const withKey = { authorization: `Bearer ${gatewayKey}` };
  const calls = [
    {
      what: "HEAD /api/v1/monitor, which no rule allows",
      path: "/http/datadog/api/v1/monitor",
      method: "HEAD",
      withKey,
    },
    { what: "a connection that does not exist", path: "/http/payroll/v1/salaries", method: "GET", withKey },
    { what: "a call without a credential", path: "/http/datadog/api/v1/dashboard", method: "GET" },
  ];
  for (const { what, path, method, withKey: headers = {} } of calls) {
    const { status } = await fetch(`${gatewayUrl}${path}`, { method, headers, signal: AbortSignal.timeout(10_000) });
    say(`refused with ${status}: ${what}`);
  }
}
