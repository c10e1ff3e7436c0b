import type { Metadata } from "next";
import { getContext } from "#app/_server/context.ts";
import { listConnections } from "#lib/connections/list-connections.ts";
import type { ServiceContext } from "#lib/core/context.ts";
import { AppError } from "#lib/core/errors.ts";
import { can } from "#lib/core/permissions.ts";
import { listSinks } from "#lib/sinks/list-sinks.ts";
import { previewEvent, type EventPreview } from "#lib/sinks/preview-event.ts";
import { readSinkHistory } from "#lib/sinks/read-sink-history.ts";
import { attempt } from "../../attempt.ts";
import { RefusedPage } from "../../refused-page.tsx";
import { SinkPage } from "./sink-page.tsx";

export const metadata: Metadata = { title: "Sink" };

export default async function Page({ params }: { params: Promise<{ sinkId: string }> }) {
  const context = await getContext();
  const { sinkId: id } = await params;
  const read = await attempt(() => readSink(context, id));
  if (!read.ok) {
    const back = { href: "/sinks", label: "Go to the sinks" };
    return <RefusedPage page="Sink" refusal={read.refusal} back={back} />;
  }
  return <SinkPage {...read.value} mayWrite={can(context.actor, "sinks.write")} />;
}

async function readSink(context: ServiceContext, id: string) {
  const [sinks, history, preview, connections] = await Promise.all([
    listSinks(context),
    readSinkHistory(context, { id }),
    previewOf(context, id),
    listConnections(context),
  ]);
  const sink = sinks.find((each) => each.id === id);
  if (!sink) throw new AppError("not_found", "There is no such sink.");
  return { sink, history, preview, connections: connections.map(({ slug }) => slug), now: new Date() };
}

/** A sink whose key cannot be opened still has a page, which is where it gets another. */
async function previewOf(context: ServiceContext, id: string): Promise<EventPreview | string> {
  try {
    return await previewEvent(context, { id });
  } catch (error) {
    if (error instanceof AppError && error.code === "invalid") return error.message;
    throw error;
  }
}
