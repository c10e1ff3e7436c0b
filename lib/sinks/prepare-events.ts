import type { Pool } from "#lib/database/pool.ts";
import type { Tokenizer } from "#lib/masking/tokenizer.ts";
import { filterOf } from "./filter-event.ts";
import { maskEvent } from "./mask-event.ts";
import type { OpenedSink } from "./open-sink.ts";
import type { UndeliveredEvent } from "#lib/ledger/read-undelivered.ts";
import { loadSinkMasks } from "./sink-masks.ts";

/** An event and what is sent of it; `text` is null where nothing is. */
export type Entry = { event: UndeliveredEvent; text: string | null; was: "left-out" | "sent-before" | "to-send" };

/**
 * Events as the sink gets them: filtered, without the fields it may not have, masked. `sentBefore`: what it has
 * acknowledged already, ahead of its position.
 */
export async function prepareEvents(
  pool: Pool,
  sink: OpenedSink,
  events: readonly UndeliveredEvent[],
  tokenize: Tokenizer,
  sentBefore: ReadonlySet<string>,
): Promise<Entry[]> {
  const { driver, settings } = sink;
  const filter = filterOf(sink);
  const masks = await loadSinkMasks(pool, events, settings.masks);
  const now = new Date();
  const write = (event: UndeliveredEvent): string => driver.write(event, now, settings);
  return events.map((event) => {
    if (sentBefore.has(event.id)) return { event, text: null, was: "sent-before" };
    if (!filter.takes(event)) return { event, text: null, was: "left-out" };
    const text = maskEvent(filter.reduce(event), masks(event), tokenize, write);
    return { event, text, was: "to-send" };
  });
}
