import { open, rm } from "node:fs/promises";
import path from "node:path";
import { mkdir, rename } from "node:fs/promises";
import type { Sealer } from "#lib/crypto/sealer.ts";

const lengthBytes = 4;

/** Where the file of an export is kept. */
export function sealedPath(folder: string, id: string): string {
  return path.join(folder, "downloads", id);
}

/** Writes what comes to a file that only this installation can read: pieces, each sealed and after its length. */
export async function writeSealed(sealer: Sealer, file: string, source: AsyncIterable<Buffer>): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const handle = await open(`${file}.part`, "w", 0o600);
  try {
    for await (const bytes of source) {
      const sealed = sealer.seal("export", bytes);
      const length = Buffer.alloc(lengthBytes);
      length.writeUInt32BE(sealed.length);
      await handle.writev([length, sealed]);
    }
    await handle.datasync();
  } catch (error) {
    await rm(`${file}.part`, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
  await rename(`${file}.part`, file);
}

/** What was written, opened piece by piece. Throws where it is not there, and where it was changed or cut. */
export async function* readSealed(sealer: Sealer, file: string): AsyncGenerator<Buffer, void, undefined> {
  const handle = await open(file, "r");
  try {
    for (;;) {
      const head = await read(lengthBytes);
      if (head.length === 0) return;
      const length = head.readUInt32BE();
      const sealed = await read(length);
      yield sealer.open("export", sealed);
    }
  } finally {
    await handle.close();
  }

  async function read(length: number): Promise<Buffer> {
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(length), 0, length);
    return buffer.subarray(0, bytesRead);
  }
}
