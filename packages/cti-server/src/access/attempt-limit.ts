import { CallweaveError } from '@callweave/cti-core';

const WINDOW_MS = 60_000;
const ALLOWED = 10;
/** Names remembered at once; the oldest are forgotten first. */
const REMEMBERED = 10_000;

/** Counts wrong passwords per account and per address: ten in a minute, then no more for the rest of it. */
export class AttemptLimit {
  readonly #failures = new Map<string, number[]>();

  constructor(private readonly now: () => number) {}

  check(names: readonly string[]): void {
    for (const name of names) {
      if (this.#recent(name).length >= ALLOWED) {
        throw new CallweaveError('access.rate-limited', 'Too many wrong passwords; wait a minute.');
      }
    }
  }

  failed(names: readonly string[]): void {
    for (const name of names) {
      const failures = [...this.#recent(name), this.now()];
      this.#failures.delete(name);
      this.#failures.set(name, failures);
      if (this.#failures.size > REMEMBERED) {
        const oldest = this.#failures.keys().next();
        if (!oldest.done) this.#failures.delete(oldest.value);
      }
    }
  }

  #recent(name: string): number[] {
    const from = this.now() - WINDOW_MS;
    return (this.#failures.get(name) ?? []).filter((at) => at > from);
  }
}
