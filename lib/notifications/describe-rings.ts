import { describeFirings } from "./describe-firings.ts";
import { plainText } from "./plain-text.ts";
import type { RungFiring } from "./read-rung-firings.ts";
import type { RungHold } from "./read-rung-holds.ts";
import type { RingText } from "./ring-text.ts";
import type { Moment } from "./schemas.ts";

const mostListed = 10;

/**
 * Says in words what waits or what came of it. Never arguments, bodies or secrets: the link leads to the page that has
 * them, after signing in. What callers and upstreams chose themselves is cut, and shown without control, invisible or
 * direction-changing characters.
 */
export function describeRings(
  { moment, holds, firings }: { moment: Moment | "test"; holds: readonly RungHold[]; firings: readonly RungFiring[] },
  consoleUrl: string,
  now: Date = new Date(),
): RingText {
  const [first] = holds;
  if (moment === "watch") return describeFirings(firings, consoleUrl);
  if (moment === "test" || first === undefined) {
    const link = { words: "Open Holdpoint", url: `${consoleUrl}/notifications` };
    return { title: "This is a test. Held calls will be told of here.", facts: [], list: [], link };
  }
  if (holds.length === 1) {
    return {
      title: `${titleOf(moment, first)}: ${whatOf(first)}`,
      facts: factsOf(moment, first, now),
      list: [],
      link: { words: linkWords[moment], url: `${consoleUrl}/approvals/${first.id}` },
    };
  }
  const more = holds.length - mostListed;
  return {
    title: manyTitles[moment].replace("%", String(holds.length)),
    facts: [],
    list: [...holds.slice(0, mostListed).map(whatOf), ...(more > 0 ? [`and ${more} more`] : [])],
    link: { words: "Open the inbox", url: `${consoleUrl}/approvals` },
  };
}

type HoldMoment = Exclude<Moment, "watch">;

const linkWords: Record<HoldMoment, string> = {
  opened: "Read it and decide",
  escalated: "Read it and decide",
  "broke-glass": "Look at it and review it",
  ended: "See what came of it",
};

const manyTitles: Record<HoldMoment, string> = {
  opened: "% calls wait for approval",
  escalated: "% calls still wait for approval, and now for you too",
  "broke-glass": "% calls were released by one person alone",
  ended: "% calls wait no longer",
};

function titleOf(moment: HoldMoment, { decidedBy, state }: RungHold): string {
  if (moment === "opened") return "A call waits for approval";
  if (moment === "escalated") return "Nobody has decided in time";
  if (moment === "broke-glass") return `${plainText(decidedBy ?? "Somebody")} released a call alone`;
  return decidedBy === null ? `Over, ${state}` : `Decided by ${plainText(decidedBy)}, ${state}`;
}

function whatOf(hold: RungHold): string {
  const caller = hold.agent ?? hold.userName ?? "somebody";
  return plainText(`${caller} wants ${hold.tool ?? hold.operation} on ${hold.connection}`);
}

function factsOf(moment: HoldMoment, hold: RungHold, now: Date): [string, string][] {
  const minutes = Math.max(0, Math.round((hold.expiresAt.getTime() - now.getTime()) / 60_000));
  const waits = moment === "opened" || moment === "escalated";
  const facts: [string, string | null][] = [
    ["Asked for by", hold.agent !== null && hold.userName !== null ? `${hold.agent} for ${hold.userName}` : null],
    ["Rule", hold.rule],
    ["Why", hold.message],
    ["Reason", waits ? null : hold.reason],
    ["Decided by", waits ? hold.approverGroups.join(", ") : null],
    [
      "Time left",
      waits ? `${minutes} min, until ${hold.expiresAt.toISOString().slice(0, 16).replace("T", " ")} UTC` : null,
    ],
  ];
  return facts.flatMap(([label, value]) => (value === null || value === "" ? [] : [[label, plainText(value)]]));
}
