import type { Metadata } from "next";
import { getContext } from "#app/_server/context.ts";
import { can } from "#lib/core/permissions.ts";
import { listSinks } from "#lib/sinks/list-sinks.ts";
import { attempt } from "../attempt.ts";
import { RefusedPage } from "../refused-page.tsx";
import { SinksPage } from "./sinks-page.tsx";

export const metadata: Metadata = { title: "Sinks" };

export default async function Page() {
  const context = await getContext();
  const listed = await attempt(() => listSinks(context));
  if (!listed.ok) return <RefusedPage page="Sinks" refusal={listed.refusal} />;
  return <SinksPage sinks={listed.value} mayWrite={can(context.actor, "sinks.write")} />;
}
