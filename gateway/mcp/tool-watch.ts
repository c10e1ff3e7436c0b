import type { Sealer } from "#lib/crypto/sealer.ts";
import type { Pool } from "#lib/database/pool.ts";
import type { Logger } from "#lib/observability/logger.ts";
import { learnTools } from "#lib/tools/learn-tools.ts";
import type { NamedToolFacts, ToolFacts } from "#lib/tools/schemas.ts";

type Known = ReadonlyMap<string, ToolFacts>;

/** An upstream that says something else every time must not keep all gateways busy with new snapshots. */
const maxLessonsAMinute = 20;

/**
 * Learns what lists of tools say that pass on their way to callers, beside them: a list never waits for it, and one that
 * cannot be kept is tried again when it passes the next time.
 */
export class ToolWatch {
  readonly #keep: (connection: string, tools: NamedToolFacts[]) => Promise<void>;
  readonly #logger: Logger;
  readonly #running = new Set<string>();
  readonly #lessons = new Map<string, { minute: number; count: number }>();

  constructor({ pool, sealer, logger }: { pool: Pool; sealer: Sealer; logger: Logger }) {
    this.#keep = (connection, tools) => learnTools(pool, sealer, { connection, tools });
    this.#logger = logger;
  }

  /** A list of `connection`, whose tools are `known` as far as the snapshot has them. */
  see({ slug, tools: known }: { slug: string; tools: Known }, listed: readonly NamedToolFacts[]): void {
    const news = listed.filter((tool) => !isKnown(known, tool));
    if (news.length === 0 || this.#running.has(slug) || this.#hasLearnedEnough(slug)) return;
    this.#running.add(slug);
    this.#keep(slug, news)
      .catch((error: unknown) => this.#logger.warn({ err: error, connection: slug }, "tools could not be learned"))
      .finally(() => this.#running.delete(slug));
  }

  #hasLearnedEnough(slug: string): boolean {
    const minute = Math.floor(Date.now() / 60_000);
    const before = this.#lessons.get(slug);
    const count = before?.minute === minute ? before.count + 1 : 1;
    this.#lessons.set(slug, { minute, count });
    if (count === maxLessonsAMinute + 1) {
      this.#logger.warn({ connection: slug }, "the tools of a connection change all the time");
    }
    return count > maxLessonsAMinute;
  }
}

function isKnown(known: Known, { name, annotations, schemaHash }: NamedToolFacts): boolean {
  const before = known.get(name);
  if (before?.schemaHash !== schemaHash) return false;
  const names = Object.keys(annotations);
  if (names.length !== Object.keys(before.annotations).length) return false;
  return names.every((hint) => before.annotations[hint] === annotations[hint]);
}
