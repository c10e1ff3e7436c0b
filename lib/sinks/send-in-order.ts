/**
 * Sends batches with at most `maxInFlight()` of them under way, and settles them in their order, whichever is answered
 * first. `next` gives more batches, or undefined where there are no more; nothing is read ahead of what may be sent, so
 * a slow sink slows the reading and memory stays flat. Ends when all that was begun is settled.
 */
export async function sendInOrder<Batch, Result>(options: {
  maxInFlight: () => number;
  next: () => Promise<Batch[] | undefined>;
  send: (batch: Batch) => Promise<Result>;
  settle: (batch: Batch, result: Result) => Promise<void>;
}): Promise<void> {
  const { maxInFlight, next, send, settle } = options;
  const flights: { batch: Batch; result: Promise<Result> }[] = [];
  let ready: Batch[] = [];
  let more = true;

  async function fill(): Promise<void> {
    while (flights.length < maxInFlight()) {
      if (ready.length === 0 && more) {
        const batches = await next();
        more = batches !== undefined;
        ready = batches ?? [];
        if (more) continue;
      }
      const batch = ready.shift();
      if (batch === undefined) return;
      const result = send(batch);
      // Whatever else fails first, this one is looked at when its turn comes.
      result.catch(() => {});
      flights.push({ batch, result });
    }
  }

  await fill();
  for (let flight = flights.shift(); flight; flight = flights.shift()) {
    await settle(flight.batch, await flight.result);
    await fill();
  }
}
