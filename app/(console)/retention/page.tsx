import type { Metadata } from "next";
import { getContext } from "#app/_server/context.ts";
import { can } from "#lib/core/permissions.ts";
import { readRetention } from "#lib/retention/read-retention.ts";
import { attempt } from "../attempt.ts";
import { RefusedPage } from "../refused-page.tsx";
import { RetentionPage } from "./retention-page.tsx";

export const metadata: Metadata = { title: "Retention" };

export default async function Page() {
  const context = await getContext();
  const read = await attempt(() => readRetention(context));
  if (!read.ok) return <RefusedPage page="Retention" refusal={read.refusal} />;
  return <RetentionPage retention={read.value} mayWrite={can(context.actor, "retention.write")} />;
}
