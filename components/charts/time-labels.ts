const dayMs = 86_400_000;

export type TimeLabels = {
  /** For an axis: as short as the range allows. */
  tick: (at: Date) => string;
  /** From when to when a bucket is, in words. */
  bucket: (at: Date) => string;
};

/** How times of a chart are written, in one zone. `spanMs`: what the chart covers. */
export function timeLabels(options: { timeZone: string; spanMs: number; bucketMs: number }): TimeLabels {
  const { timeZone, spanMs, bucketMs } = options;
  const format = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  });
  const parts = (at: Date) => {
    const found = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const clock = `${found["hour"]}:${found["minute"]}${bucketMs % 60_000 === 0 ? "" : `:${found["second"]}`}`;
    return { day: `${found["month"]}-${found["day"]}`, clock };
  };
  const moment = (at: Date) => {
    const { day, clock } = parts(at);
    return `${day} ${clock}`;
  };
  return {
    tick(at) {
      const { day, clock } = parts(at);
      if (spanMs <= dayMs) return clock;
      return bucketMs >= dayMs || spanMs > 7 * dayMs ? day : `${day} ${clock}`;
    },
    bucket(at) {
      if (bucketMs >= dayMs && bucketMs % dayMs === 0 && parts(at).clock === "00:00") {
        const days = bucketMs / dayMs;
        return days === 1 ? parts(at).day : `${parts(at).day}, ${days} days`;
      }
      const end = new Date(at.getTime() + bucketMs);
      return `${moment(at)} to ${parts(end).day === parts(at).day ? parts(end).clock : moment(end)}`;
    },
  };
}
