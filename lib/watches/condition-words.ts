import type { WatchCondition } from "./schemas.ts";

/** A condition in words that follow the name of what is watched. */
export function conditionWords(condition: WatchCondition): string {
  if (condition.kind === "first-for-agent") return "first ever of an agent";
  const minutes = minutesWords(condition.minutes);
  if (condition.kind === "none-for") return `none for ${minutes}`;
  if (condition.kind === "delivery-behind") return `a sink is ${minutes} behind`;
  return condition.count === 0
    ? `any in ${minutes}`
    : `more than ${condition.count.toLocaleString("en")} in ${minutes}`;
}

function minutesWords(minutes: number): string {
  if (minutes === 1) return "a minute";
  if (minutes === 60) return "an hour";
  return minutes % 60 === 0 ? `${minutes / 60} hours` : `${minutes} minutes`;
}
