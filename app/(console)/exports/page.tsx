import type { Metadata } from "next";
import { getContext } from "#app/_server/context.ts";
import { can } from "#lib/core/permissions.ts";
import { listExports } from "#lib/exports/list-exports.ts";
import { listSchedules } from "#lib/export-schedules/list-schedules.ts";
import { attempt } from "../attempt.ts";
import { RefusedPage } from "../refused-page.tsx";
import { ExportsPage } from "./exports-page.tsx";

export const metadata: Metadata = { title: "Exports" };

export default async function Page() {
  const context = await getContext();
  const listed = await attempt(() => Promise.all([listExports(context), listSchedules(context)]));
  if (!listed.ok) return <RefusedPage page="Exports" refusal={listed.refusal} />;
  const [files, schedules] = listed.value;
  return (
    <ExportsPage
      files={files}
      schedules={schedules}
      mayWrite={can(context.actor, "exports.write")}
      mayReadPayloads={can(context.actor, "payloads.read")}
    />
  );
}
