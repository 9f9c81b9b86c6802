import type { Clock } from '../clock.js';
import type { EpochMs } from '../ids.js';

interface Timer {
  readonly dueAt: EpochMs;
  readonly fire: () => void;
}

/** A clock that stands still until a test advances it. */
export class ManualClock implements Clock {
  #now: EpochMs;
  // Insertion order breaks ties, as in a real event loop.
  #timers: readonly Timer[] = [];

  /** Starts at `startAt`, by default 2026-01-05 09:00 UTC, a Monday. */
  constructor(startAt: EpochMs = Date.UTC(2026, 0, 5, 9)) {
    this.#now = startAt;
  }

  now(): EpochMs {
    return this.#now;
  }

  after(delayMs: number, fire: () => void): () => void {
    const timer = { dueAt: this.#now + Math.max(0, delayMs), fire };
    this.#timers = [...this.#timers, timer];
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Timers that are set. */
  get pending(): number {
    return this.#timers.length;
  }

  /** Moves time on and fires what falls due on the way, in order, timers set meanwhile too. */
  advance(ms: number): void {
    const until = this.#now + ms;
    for (let next = this.#nextDue(until); next !== undefined; next = this.#nextDue(until)) {
      this.#now = next.dueAt;
      const fired = next;
      this.#timers = this.#timers.filter((timer) => timer !== fired);
      fired.fire();
    }
    this.#now = until;
  }

  /** Like {@link advance}, letting promises settle after each timer: for code that waits between timers. */
  async run(ms: number): Promise<void> {
    const until = this.#now + ms;
    await settle();
    for (let next = this.#nextDue(until); next !== undefined; next = this.#nextDue(until)) {
      this.advance(next.dueAt - this.#now);
      await settle();
    }
    this.advance(until - this.#now);
    await settle();
  }

  #nextDue(until: EpochMs): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (timer.dueAt <= until && (next === undefined || timer.dueAt < next.dueAt)) next = timer;
    }
    return next;
  }
}

/** Lets every promise that can settle now do so; turns of the queue, not time. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 32; turn += 1) await Promise.resolve();
}
