import { createHash } from "node:crypto";
import { mkdir, realpath } from "node:fs/promises";
import { createServer } from "node:net";
import { SpoolUnusable } from "./spool-files.ts";

/**
 * Makes the spool at `folder` this process's and its workers' own until it ends, however it ends. Throws SpoolUnusable
 * where another gateway of this machine has it. On Linux only; elsewhere, and across machines, people must see to it.
 */
export async function lockSpool(folder: string): Promise<void> {
  if (process.platform !== "linux") return;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const name = createHash("sha256")
    .update(await realpath(folder))
    .digest("hex");
  // A socket in the abstract namespace has no file, and goes with its process.
  const server = createServer((socket) => socket.destroy()).unref();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ path: `\0holdpoint-spool-${name}`, exclusive: true }, resolve);
  }).catch(() => {
    throw new SpoolUnusable(
      `Another gateway has the spool at ${folder}. Stop it, or set GATEWAY_SPOOL_DIR to another folder.`,
    );
  });
}
