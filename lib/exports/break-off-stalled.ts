import { AppError } from "#lib/core/errors.ts";

/** Passes what `source` yields, and ends it once nobody has asked for more for `stallMs`. */
export function breakOffStalled<T>(
  source: AsyncGenerator<T, void, undefined>,
  stallMs: number,
): AsyncIterator<T, void> {
  let timer: NodeJS.Timeout | undefined;
  let isStalled = false;
  return {
    async next() {
      clearTimeout(timer);
      if (isStalled) throw new AppError("conflict", "The download stood still for too long and was broken off.");
      const result = await source.next();
      if (!result.done) timer = setTimeout(breakOff, stallMs);
      return result;
    },
    async return() {
      clearTimeout(timer);
      await source.return();
      return { done: true, value: undefined };
    },
  };

  function breakOff(): void {
    isStalled = true;
    // How it ended was recorded by the source, as far as it could be.
    source.return().catch(() => {});
  }
}
