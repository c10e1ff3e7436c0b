import { createHash } from "node:crypto";
import { mkdir, realpath } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { SpoolUnusable } from "./spool-files.ts";

const retryMs = 250;

/**
 * Makes the spool at `folder` this process's own until it ends, however it ends, or what is returned is called. Waits
 * `waitMs` for one that is about to end; undefined where another process of this machine still has it then. On Linux only:
 * elsewhere, and across machines, people must see to it.
 */
export async function lockSpool(folder: string, waitMs = 0): Promise<(() => void) | undefined> {
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw new SpoolUnusable(`The spool at ${folder} cannot be used: ${String(error)}`);
  });
  if (process.platform !== "linux") return () => {};
  const name = createHash("sha256")
    .update(await realpath(folder))
    .digest("hex");
  const giveUpAt = performance.now() + waitMs;
  for (;;) {
    const server = await listen(`\0holdpoint-spool-${name}`);
    if (server) return () => void server.close();
    if (performance.now() >= giveUpAt) return undefined;
    await sleep(retryMs);
  }
}

/** A socket in the abstract namespace has no file, and goes with its process. */
function listen(path: string): Promise<Server | undefined> {
  const server = createServer((socket) => socket.destroy()).unref();
  return new Promise((resolve) => {
    server.once("error", () => resolve(undefined));
    server.listen({ path, exclusive: true }, () => resolve(server));
  });
}
