import { get } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { RawConnection, type RawRequest } from "./raw-client.ts";

// The load, in a process of its own. It gets one job by message, does it, and answers with figures.

export type LoadJob =
  | { kind: "closed"; request: RawRequest; connections: number; seconds: number }
  | { kind: "paced"; request: RawRequest; perSecond: number; seconds: number }
  | { kind: "idle-streams"; port: number; path: string; token: string; streams: number };

export type LoadFigures = { answered: number; failed: number; seconds: number; p50Ms: number; p99Ms: number };

process.on("message", (job: LoadJob) => {
  const work = job.kind === "closed" ? closed(job) : job.kind === "paced" ? paced(job) : openStreams(job);
  work.then(
    (figures) => process.send?.(figures),
    (error: unknown) => process.send?.({ failed: String(error) }),
  );
});
process.on("disconnect", () => process.exit(0));

/** Each connection sends its next request when it has the answer to the last: as much as the other side takes. */
async function closed({ request, connections, seconds }: LoadJob & { kind: "closed" }): Promise<LoadFigures> {
  const tally = newTally();
  const startedAt = performance.now();
  const endAt = startedAt + seconds * 1_000;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const connection = await RawConnection.open(request.port);
      while (performance.now() < endAt) {
        const sentAt = performance.now();
        tally.note(await connection.send(request.bytes), sentAt);
      }
      connection.close();
    }),
  );
  return tally.figures(startedAt);
}

/**
 * Requests fall due at a fixed rate whatever the answers do, and latency counts from when a request was due, so that a
 * stall is felt by all that it delays and not only by the one request it hit (coordinated omission).
 */
async function paced({ request, perSecond, seconds }: LoadJob & { kind: "paced" }): Promise<LoadFigures> {
  const tally = newTally();
  const idle = await Promise.all(Array.from({ length: 32 }, () => RawConnection.open(request.port)));
  const total = perSecond * seconds;
  const running: Promise<void>[] = [];
  const startedAt = performance.now();
  for (let sent = 0; sent < total;) {
    for (const due = performance.now() - startedAt; sent < total && (sent * 1_000) / perSecond <= due; sent++) {
      running.push(one(startedAt + (sent * 1_000) / perSecond));
    }
    await delay(1);
  }
  await Promise.all(running);
  for (const connection of idle) connection.close();
  return tally.figures(startedAt);

  async function one(dueAt: number): Promise<void> {
    const connection = idle.pop() ?? (await RawConnection.open(request.port));
    tally.note(await connection.send(request.bytes), dueAt);
    idle.push(connection);
  }
}

/** Opens event streams and keeps them until this process ends. */
async function openStreams({ port, path, token, streams }: LoadJob & { kind: "idle-streams" }): Promise<LoadFigures> {
  const headers = { accept: "text/event-stream", authorization: `Bearer ${token}` };
  const startedAt = performance.now();
  const tally = newTally();
  let begun = 0;
  await Promise.all(
    Array.from({ length: 64 }, async () => {
      while (begun++ < streams) {
        const sentAt = performance.now();
        const status = await new Promise<number>((resolve) => {
          get({ agent: false, host: "127.0.0.1", port, path, headers }, (response) => {
            response.on("error", () => {}).resume();
            resolve(response.statusCode ?? 0);
          }).on("error", () => resolve(0));
        });
        tally.note(status, sentAt);
      }
    }),
  );
  return tally.figures(startedAt);
}

function newTally() {
  const tookMs: number[] = [];
  let failed = 0;
  return {
    note(status: number, since: number): void {
      if (status === 200) tookMs.push(performance.now() - since);
      else failed++;
    },
    figures(startedAt: number): LoadFigures {
      const sorted = Float64Array.from(tookMs).sort();
      const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN;
      const seconds = (performance.now() - startedAt) / 1_000;
      return { answered: sorted.length, failed, seconds, p50Ms: at(0.5), p99Ms: at(0.99) };
    },
  };
}
