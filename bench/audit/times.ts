/** How long things took, with what was asked; ms. */
export class Times {
  readonly #times: { what: string; ms: number }[] = [];

  /** Those of several together. */
  static of(...several: Times[]): Times {
    const all = new Times();
    for (const times of several) all.#times.push(...times.#times);
    return all;
  }

  async add(what: string, run: () => Promise<unknown>, times = 1): Promise<void> {
    for (let n = 0; n < times; n++) {
      const startedAt = performance.now();
      await run();
      this.#times.push({ what, ms: performance.now() - startedAt });
    }
  }

  percentile(part: number): number {
    const sorted = this.#times.map(({ ms }) => ms).toSorted((a, b) => a - b);
    return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN) * 10) / 10;
  }

  /** Which took longest. */
  slowest(count: number): string {
    const sorted = this.#times.toSorted((a, b) => b.ms - a.ms).slice(0, count);
    return sorted.map(({ what, ms }) => `${ms.toFixed(0)} ms ${what || "(all)"}`).join(" | ");
  }
}
