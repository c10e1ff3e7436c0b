import { rmSync } from "node:fs";
import { z } from "zod";
import { findSurvivor } from "./postmaster-file.ts";
import { startEmbeddedPostgres } from "./start-embedded-postgres.ts";

// A process of its own that owns an embedded PostgreSQL: when whoever started it goes, even by SIGKILL, the channel
// between them closes, and this stops the server before it ends.

const watchMs = 500;
const stopDeadlineMs = 10_000;

const { database, removeAfterwards, ...options } = z
  .object({
    dataDir: z.string(),
    port: z.number().optional(),
    settings: z.record(z.string(), z.string()).optional(),
    /** The database whose address is told once the server is ready. */
    database: z.string(),
    /** A folder to remove at the end, for data that nobody wants again. */
    removeAfterwards: z.string().optional(),
  })
  .parse(JSON.parse(process.argv[2] ?? ""));

const server = await startEmbeddedPostgres(options).catch((error: unknown) => {
  process.send?.({ failed: error instanceof Error ? error.message : String(error) });
  process.exit(1);
});

let stopping = false;
async function stop(): Promise<void> {
  if (stopping) return;
  stopping = true;
  setTimeout(() => {
    process.kill(server.pid, "SIGQUIT");
    process.exit(1);
  }, stopDeadlineMs).unref();
  await server.stop();
  if (removeAfterwards) rmSync(removeAfterwards, { recursive: true, force: true });
  process.exit(0);
}

process.on("SIGTERM", () => void stop());
process.on("disconnect", () => void stop());
setInterval(() => {
  void findSurvivor(options.dataDir).then((survivor) => {
    if (!survivor && !stopping) process.exit(1);
  });
}, watchMs);

if (process.connected) process.send?.({ ready: server.url(database) });
else await stop();
