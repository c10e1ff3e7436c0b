import type { Sealer } from "#lib/crypto/sealer.ts";
import type { Pool } from "#lib/database/pool.ts";
import type { Logger } from "#lib/observability/logger.ts";
import { claimRings, type ClaimedRings } from "./claim-rings.ts";
import { planRings } from "./plan-rings.ts";
import { sendRings, type RingMeans } from "./send-rings.ts";
import { settleLapsedRings } from "./settle-lapsed-rings.ts";
import { settleRings } from "./settle-rings.ts";

const mostAtOnce = 8;

export type Ringer = {
  /** Looks once at what is to be told, and starts telling it; does not wait for slow receivers. */
  run(): Promise<void>;
  /** Waits for the messages that are under way. */
  idle(): Promise<void>;
};

/** Tells people of held calls: a few messages at once, one at a time on each channel, until `signal` fires. */
export function createRinger(
  options: { pool: Pool; sealer: Sealer; logger: Logger; signal: AbortSignal } & RingMeans,
): Ringer {
  const { pool, logger, signal } = options;
  const underWay = new Map<string, Promise<void>>();
  let filling: Promise<void> = Promise.resolve();

  /** One after the other, so that no channel is taken up twice. */
  function fill(): Promise<void> {
    filling = filling.then(takeUp).catch((error: unknown) => {
      logger.warn({ err: error }, "what is to be told could not be read");
    });
    return filling;
  }

  async function takeUp(): Promise<void> {
    while (!signal.aborted && underWay.size < mostAtOnce) {
      const rings = await claimRings(options, [...underWay.keys()]);
      if (!rings) return;
      const { id } = rings.channel;
      const told = tell(rings).then(() => {
        underWay.delete(id);
        void fill();
      });
      underWay.set(id, told);
    }
  }

  async function tell(rings: ClaimedRings): Promise<void> {
    try {
      const posting = await sendRings(options, rings);
      await settleRings(pool, rings, posting);
      if (posting.outcome === "accepted") return;
      logger.warn({ channel: rings.channel.id, error: posting.error }, "people could not be told of held calls");
    } catch (error) {
      // Its lease lapses, and a later look settles it.
      logger.warn({ err: error, channel: rings.channel.id }, "what came of a message could not be written down");
    }
  }

  return {
    async run() {
      await planRings(pool);
      await settleLapsedRings(pool);
      await fill();
    },
    async idle() {
      await filling;
      while (underWay.size > 0) {
        await Promise.all(underWay.values());
        await filling;
      }
    },
  };
}
