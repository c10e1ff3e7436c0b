const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

/** How long ago, or in how long, in words: "just now", "2 min ago", "in 3 h", "5 d ago". */
export function formatRelative(at: Date, now: number): string {
  const seconds = Math.round((now - at.getTime()) / 1000);
  const amount = Math.abs(seconds);
  // The clock of a page ticks every ten seconds, so what just happened can lie ahead of it.
  if (amount < 10) return "just now";
  const text =
    amount < minute
      ? `${amount} s`
      : amount < hour
        ? `${Math.floor(amount / minute)} min`
        : amount < day
          ? `${Math.floor(amount / hour)} h`
          : `${Math.floor(amount / day)} d`;
  return seconds >= 0 ? `${text} ago` : `in ${text}`;
}

/** Milliseconds in the unit people say: "412 ms", "2.4 s", "3 min 5 s", "1 h 20 min". */
export function formatDuration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < minute - 0.5) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  if (whole < hour) return joinUnits(whole, minute, "min", 1, "s");
  return whole < day ? joinUnits(whole, hour, "h", minute, "min") : joinUnits(whole, day, "d", hour, "h");
}

function joinUnits(seconds: number, large: number, largeName: string, small: number, smallName: string): string {
  const rest = Math.floor((seconds % large) / small);
  return `${Math.floor(seconds / large)} ${largeName}${rest > 0 ? ` ${rest} ${smallName}` : ""}`;
}

/** Time left as a clock: "04:12", "1:02:09"; "00:00" once it has passed. */
export function formatCountdown(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const clock = `${twoDigits(Math.floor((seconds % hour) / minute))}:${twoDigits(seconds % minute)}`;
  return seconds < hour ? clock : `${Math.floor(seconds / hour)}:${clock}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}

/** Exact local time with its zone: "2026-11-20 14:02:11.042 UTC+01:00". `timeZone` as in Intl; absent: the reader's. */
export function formatExact(at: Date, timeZone?: string): string {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    fractionalSecondDigits: 3,
    hourCycle: "h23",
    timeZoneName: "longOffset",
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((candidate) => candidate.type === type)?.value ?? "";
  const zone = part("timeZoneName").replace("GMT", "UTC");
  return `${part("year")}-${part("month")}-${part("day")} ${part("hour")}:${part("minute")}:${part("second")}.${part("fractionalSecond")} ${zone}`;
}

/** Bytes in the unit people say: "512 B", "12.4 kB", "3.1 MB", "1.2 GB". */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const kilobytes = bytes / 1000;
  if (kilobytes < 1000) return `${kilobytes.toFixed(1)} kB`;
  const megabytes = kilobytes / 1000;
  return megabytes < 1000 ? `${megabytes.toFixed(1)} MB` : `${(megabytes / 1000).toFixed(1)} GB`;
}
