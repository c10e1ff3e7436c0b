/** How long each sink, by its origin, is waited for before a batch counts as unanswered. Milliseconds. */
export type AnswerPatience = {
  of: (origin: string) => number;
  /** Nothing came in time: the next batch is waited for twice as long. */
  noteLate: (origin: string) => void;
  noteAnswered: (origin: string, afterMs: number) => void;
};

/**
 * Patience that grows with lateness and shrinks with speed. A sink that is gone is noticed soon; one that takes minutes
 * to acknowledge is in the end waited for, where a fixed limit would send it the same events for ever.
 */
export function createAnswerPatience(limits: { atLeastMs: number; atMostMs: number }): AnswerPatience {
  const grown = new Map<string, number>();
  const patienceOf = (origin: string) => grown.get(origin) ?? limits.atLeastMs;
  return {
    of: patienceOf,
    noteLate(origin) {
      grown.set(origin, Math.min(limits.atMostMs, patienceOf(origin) * 2));
    },
    noteAnswered(origin, afterMs) {
      const enoughMs = afterMs * 4;
      if (enoughMs < patienceOf(origin)) grown.set(origin, Math.max(limits.atLeastMs, enoughMs));
      if (patienceOf(origin) === limits.atLeastMs) grown.delete(origin);
    },
  };
}
