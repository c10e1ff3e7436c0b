import type { RingText } from "./ring-text.ts";
import { plainText } from "./plain-text.ts";
import type { RungFiring } from "./read-rung-firings.ts";

const mostListed = 10;

/** What watches found, in words; the link leads to the events, after signing in. */
export function describeFirings(firings: readonly RungFiring[], consoleUrl: string): RingText {
  const [first] = firings;
  const more = firings.length - mostListed;
  if (first && firings.length === 1) {
    return {
      title: plainText(`${first.watchName}: ${foundWords(first)}`),
      facts: [["Between", `${timeWords(first.from)} and ${timeWords(first.to)} UTC`]],
      list: [],
      link:
        first.kind === "delivery-behind"
          ? { words: "Look at the sinks", url: `${consoleUrl}/sinks` }
          : { words: "See the events", url: `${consoleUrl}${eventsPath(first)}` },
    };
  }
  return {
    title: `${firings.length} watches fired`,
    facts: [],
    list: [
      ...firings.slice(0, mostListed).map((firing) => plainText(`${firing.watchName}: ${foundWords(firing)}`)),
      ...(more > 0 ? [`and ${more} more`] : []),
    ],
    link: { words: "Open the watches", url: `${consoleUrl}/watches` },
  };
}

function foundWords({ kind, count, about, subject }: RungFiring): string {
  if (kind === "first-for-agent") return `the first ever of ${subject}`;
  if (kind === "none-for") return "nothing came";
  if (kind === "delivery-behind") return `${subject} is behind`;
  const events = count === 1 ? "event" : "events";
  return `${about ? "about " : ""}${(count ?? 0).toLocaleString("en")} ${events}`;
}

function eventsPath({ query, from, to }: RungFiring): string {
  return `/audit?${new URLSearchParams({ query, from: from.toISOString(), to: to.toISOString() }).toString()}`;
}

function timeWords(at: Date): string {
  return at.toISOString().slice(0, 16).replace("T", " ");
}
