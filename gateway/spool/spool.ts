import { open, rm, type FileHandle } from "node:fs/promises";
import type { Sealer } from "#lib/crypto/sealer.ts";
import { encodeFrame, segmentHead } from "./frames.ts";
import {
  prepareFolder,
  readSegment,
  recoverSegments,
  segmentFile,
  SpoolUnusable,
  syncFolder,
  writeWhole,
} from "./spool-files.ts";
import { openRecords, sealRecords, type SpoolRecords } from "./spool-records.ts";

const segmentBytes = 8_000_000;
/** The part of `maxBytes` that is kept for how calls ended that were started already. */
const keptForEndings = 1 / 8;

export type SpoolOptions = {
  folder: string;
  sealer: Sealer;
  maxBytes: number;
  /** A spool that has not been emptied for so long takes no more starts. */
  maxAgeMs: number;
  /** Makes what was written to a file survive a crash. */
  sync?: (handle: FileHandle) => Promise<void>;
  /** Called once it is closed. */
  onClose?: () => void;
};

type Segment = { file: string; first: number; count: number; bytes: number; createdAt: number };
type Waiting = { body: Buffer; resolve: () => void; reject: (error: unknown) => void };

/**
 * Records that the ledger could not take yet, on the local disk: an append resolves once it is synced. One writer per
 * folder. After an error of the disk it takes nothing any more, because a second sync may claim what the first one lost.
 */
export class Spool {
  readonly #options: SpoolOptions;
  readonly #sync: (handle: FileHandle) => Promise<void>;
  readonly #segments: Segment[];
  #active: { segment: Segment; handle: FileHandle } | undefined;
  #next: number;
  #waiting: Waiting[] = [];
  #waitingBytes = 0;
  /** What touches the files happens one after the other. */
  #turn: Promise<void> = Promise.resolve();
  #dead: unknown;

  private constructor(options: SpoolOptions, segments: Segment[]) {
    this.#options = options;
    this.#sync = options.sync ?? ((handle) => handle.datasync());
    this.#segments = segments;
    const last = segments.at(-1);
    this.#next = last ? last.first + last.count : 1;
  }

  /** Opens it with what an earlier process left behind. Throws SpoolUnusable. */
  static async open(options: SpoolOptions): Promise<Spool> {
    await prepareFolder(options.folder);
    const spool = new Spool(options, await recoverSegments(options.folder));
    try {
      await spool.oldest();
    } catch {
      throw new SpoolUnusable(`The spool at ${options.folder} was written with another HOLDPOINT_SECRET.`);
    }
    return spool;
  }

  get isEmpty(): boolean {
    return this.#segments.length === 0;
  }

  get isDead(): boolean {
    return this.#dead !== undefined;
  }

  /** Bytes on the disk. */
  get bytes(): number {
    return this.#segments.reduce((sum, segment) => sum + segment.bytes, 0);
  }

  /** Whether a call could be started now. */
  get takesStarts(): boolean {
    return !this.isDead && this.#hasRoom(0, false);
  }

  /** Resolves once all of it is on the disk. Throws where it is not: no room, too old, or an error of the disk. */
  async append(records: SpoolRecords, { isEnding }: { isEnding: boolean }): Promise<void> {
    if (this.#dead !== undefined) throw this.#dead;
    const body = sealRecords(this.#options.sealer, records);
    if (!this.#hasRoom(body.length, isEnding)) throw new Error("the spool is full, or was not emptied for too long");
    this.#waitingBytes += body.length;
    return new Promise((resolve, reject) => {
      this.#waiting.push({ body, resolve, reject });
      if (this.#waiting.length === 1) void this.#inTurn(() => this.#write());
    });
  }

  /** The records that were written first, and what removes them once they are in the ledger. Undefined where it is empty. */
  async oldest(): Promise<{ records: SpoolRecords[]; remove: () => Promise<void> } | undefined> {
    const [segment] = this.#segments;
    if (!segment) return undefined;
    await this.#inTurn(() => (segment === this.#active?.segment ? this.#seal() : Promise.resolve()));
    const { frames } = await readSegment(segment.file, segment.first);
    // What was written but never synced is not there for anybody.
    const records = frames.slice(0, segment.count).map(({ body }) => openRecords(this.#options.sealer, body));
    const remove = (): Promise<void> =>
      this.#inTurn(async () => {
        await rm(segment.file, { force: true });
        await syncFolder(this.#options.folder);
        this.#segments.shift();
      });
    return { records, remove };
  }

  async close(): Promise<void> {
    await this.#inTurn(() => this.#seal());
    this.#options.onClose?.();
  }

  #hasRoom(bytes: number, isEnding: boolean): boolean {
    const { maxBytes, maxAgeMs } = this.#options;
    const used = this.bytes + this.#waitingBytes + bytes;
    if (isEnding) return used <= maxBytes;
    const [oldest] = this.#segments;
    return used <= maxBytes * (1 - keptForEndings) && !(oldest && Date.now() - oldest.createdAt > maxAgeMs);
  }

  /** Everything that waits, with one sync. */
  async #write(): Promise<void> {
    const batch = this.#waiting;
    this.#waiting = [];
    this.#waitingBytes = 0;
    try {
      if (this.#dead !== undefined) throw this.#dead;
      const { segment, handle } = (this.#active ??= await this.#openSegment());
      const synced = this.#next - 1;
      const bytes = Buffer.concat(batch.map(({ body }, index) => encodeFrame(this.#next + index, synced, body)));
      await writeWhole(handle, bytes);
      await this.#sync(handle);
      segment.bytes += bytes.length;
      segment.count += batch.length;
      this.#next += batch.length;
      for (const { resolve } of batch) resolve();
      if (segment.bytes > segmentBytes) await this.#seal();
    } catch (error) {
      await this.#die(error);
      for (const { reject } of batch) reject(error);
    }
  }

  async #openSegment(): Promise<{ segment: Segment; handle: FileHandle }> {
    const file = segmentFile(this.#options.folder, this.#next);
    const handle = await open(file, "wx", 0o600);
    const segment: Segment = { file, first: this.#next, count: 0, bytes: segmentHead.length, createdAt: Date.now() };
    this.#segments.push(segment);
    await writeWhole(handle, segmentHead);
    await syncFolder(this.#options.folder);
    return { segment, handle };
  }

  async #seal(): Promise<void> {
    const handle = this.#active?.handle;
    this.#active = undefined;
    await handle?.close();
  }

  async #die(error: unknown): Promise<void> {
    this.#dead ??= error ?? new Error("the spool failed");
    const active = this.#active;
    await this.#seal().catch(() => {});
    // Nobody was promised what follows; a later process would otherwise take it for a call.
    if (active) await cutOff(active.segment).catch(() => {});
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => {});
    return done;
  }
}

async function cutOff({ file, bytes }: Segment): Promise<void> {
  const handle = await open(file, "r+");
  await handle.truncate(bytes);
  await handle.close();
}
