import { lookup } from "node:dns";
import { Agent, fetch, type RequestInit, type Response } from "undici";
import type { AddressRules } from "#lib/connections/address-rules.ts";
import { AppError } from "#lib/core/errors.ts";
import { checkedLookup } from "#lib/network/checked-lookup.ts";

const timeoutMs = 15_000;

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** How the official client reaches Datadog: only where `rules` allow, and no redirect takes the keys elsewhere. */
export function datadogFetch(rules: AddressRules): { fetch: Fetch; close: () => Promise<void> } {
  const agent = new Agent({ connections: 2, connect: { timeout: 5_000, lookup: checkedLookup(rules, lookup) } });
  async function guarded(url: string, init: RequestInit): Promise<Response> {
    const { origin, hostname } = new URL(url);
    const problem = rules.problemWithHost(hostname);
    if (problem) throw new AppError("invalid", `${origin} may not be connected to. ${problem}`);
    try {
      const signal = AbortSignal.timeout(timeoutMs);
      return await fetch(url, { ...init, dispatcher: agent, redirect: "error", signal });
    } catch (cause) {
      throw new AppError("unavailable", `${origin} cannot be reached. Check the site, and the way there.`, { cause });
    }
  }
  return { fetch: guarded, close: () => agent.close() };
}
