import type { Tone } from "#components/ui/badge.tsx";
import { formatDuration } from "#components/ui/time-format.ts";
import type { SinkSummary } from "#lib/sinks/list-sinks.ts";

/** Below this, being behind is only the worker's rhythm. */
const noticeableLagMs = 10_000;

type State = Pick<SinkSummary, "enabled" | "failingSince" | "held" | "lagMs">;

/** A sink's state in words: "delivering, 0.8 s behind". */
export function describeSink(sink: State): { words: string; tone: Tone } {
  const behind = sink.lagMs > 0 ? `${formatDuration(sink.lagMs)} behind` : "up to date";
  if (!sink.enabled) return { words: `paused, ${behind}`, tone: "neutral" };
  if (sink.held) return { words: `waits for you, ${behind}`, tone: "danger" };
  if (sink.failingSince) return { words: `failing, ${behind}`, tone: "danger" };
  if (sink.lagMs > noticeableLagMs) return { words: `delivering, ${behind}`, tone: "warning" };
  return { words: `delivering, ${behind}`, tone: "success" };
}
