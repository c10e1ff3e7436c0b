import type { Metadata } from "next";
import type { SearchParams } from "nuqs/server";
import { getContext } from "#app/_server/context.ts";
import { readUsage } from "#lib/usage/read-usage.ts";
import { attempt } from "../attempt.ts";
import { RefusedPage } from "../refused-page.tsx";
import { loadUsageParams, toReadUsage } from "./search-params.ts";
import { UsagePage } from "./usage-page.tsx";

export const metadata: Metadata = { title: "Usage" };

export default async function Page({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const context = await getContext();
  const params = await loadUsageParams(searchParams);
  const read = await attempt(() => readUsage(context, toReadUsage(params)));
  if (!read.ok) {
    const back = { href: "/usage", label: "Go to Usage" };
    return <RefusedPage page="Usage" refusal={read.refusal} {...(read.refusal.code === "invalid" && { back })} />;
  }
  return <UsagePage usage={read.value} />;
}
