import { z } from "zod";
import { findSurvivor } from "#lib/database/embedded-postgres/postmaster-file.ts";
import { startEmbeddedPostgres } from "#lib/database/embedded-postgres/start-embedded-postgres.ts";

// A process of its own that owns the embedded PostgreSQL: when the supervisor goes, even by SIGKILL, the channel to it
// closes, and this stops the server before it ends.

const watchMs = 500;
const stopDeadlineMs = 10_000;
const options = z.object({ dataDir: z.string(), port: z.number() }).parse(JSON.parse(process.argv[2] ?? ""));

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
  process.exit(0);
}

process.on("SIGTERM", () => void stop());
process.on("SIGINT", () => {});
process.on("disconnect", () => void stop());
setInterval(() => {
  void findSurvivor(options.dataDir).then((survivor) => {
    if (!survivor && !stopping) process.exit(1);
  });
}, watchMs);

if (process.connected) process.send?.({ ready: server.url("holdpoint") });
else await stop();
