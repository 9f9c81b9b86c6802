import type { Clock } from './clock.js';

/** Wakes whoever waits. A waiter looks again at what it waits for, so one raise may wake it for nothing. */
export class Signal {
  #waiting: (() => void)[] = [];

  constructor(private readonly clock: Clock) {}

  raise(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }

  /** Resolves at the next raise, or when the clock reaches `deadlineUs`. */
  wait(deadlineUs: number | null = null): Promise<void> {
    return new Promise((resolve) => {
      let cancel: (() => void) | null = null;
      const wake = (): void => {
        cancel?.();
        resolve();
      };
      this.#waiting.push(wake);
      if (deadlineUs === null) return;
      const ms = Math.max(0, (deadlineUs - this.clock.nowUs()) / 1000);
      cancel = this.clock.after(Math.ceil(ms), () => {
        this.#waiting = this.#waiting.filter((each) => each !== wake);
        resolve();
      });
    });
  }
}
