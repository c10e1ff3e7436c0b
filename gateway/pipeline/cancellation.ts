/**
 * Something that can be called off, once. What an AbortSignal is, for a tenth of its price: every call has two, and those
 * of Node are event targets, whose combinations are held by weak references that outlive young collections.
 */
export class Cancellation {
  aborted = false;
  #listeners: Set<() => void> | undefined;

  abort(): void {
    if (this.aborted) return;
    this.aborted = true;
    const listeners = this.#listeners;
    this.#listeners = undefined;
    for (const listener of listeners ?? []) listener();
  }

  /** Calls `listener` when it is called off, at once where it is already, and never twice. */
  onAbort(listener: () => void): void {
    if (this.aborted) listener();
    else (this.#listeners ??= new Set()).add(listener);
  }

  offAbort(listener: () => void): void {
    this.#listeners?.delete(listener);
  }
}
