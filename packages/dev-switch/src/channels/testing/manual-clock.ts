import type { Clock } from '../clock.js';

interface Timer {
  readonly dueUs: number;
  readonly run: () => void;
}

/** A clock that tests turn; it lets promises settle after each timer. */
export class ManualClock implements Clock {
  #nowUs = 1_795_443_769_000_000;
  readonly #timers = new Set<Timer>();

  nowUs(): number {
    return this.#nowUs;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { dueUs: this.#nowUs + ms * 1000, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Turns the clock, running what falls due in order. */
  async advance(ms: number): Promise<void> {
    const untilUs = this.#nowUs + ms * 1000;
    await settle();
    for (;;) {
      let next: Timer | null = null;
      for (const timer of this.#timers) {
        if (timer.dueUs <= untilUs && (next === null || timer.dueUs < next.dueUs)) next = timer;
      }
      if (next === null) break;
      this.#timers.delete(next);
      this.#nowUs = Math.max(this.#nowUs, next.dueUs);
      next.run();
      await settle();
    }
    this.#nowUs = untilUs;
    await settle();
  }
}

/** Lets everything that waits on promises alone run. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
