import type { EpochMs } from './ids.js';

/** Time as everything of ours sees it; tests and simulations bring their own. */
export interface Clock {
  /** Now, in epoch milliseconds. */
  now(): EpochMs;
  /** Calls `fire` once after `delayMs`; the returned function cancels it. */
  after(delayMs: number, fire: () => void): () => void;
}

/** The machine's clock. The only place where `Date.now` and global timers appear. */
export const systemClock: Clock = {
  now: () => Date.now(),
  after(delayMs, fire) {
    const timer = setTimeout(fire, delayMs);
    return () => clearTimeout(timer);
  },
};
