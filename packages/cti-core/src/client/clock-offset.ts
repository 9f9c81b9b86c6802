import type { EpochMs } from '../ids.js';

const SAMPLES = 8;

interface Sample {
  readonly offsetMs: number;
  readonly roundTripMs: number;
}

/**
 * Estimates how far the server's clock is ahead of this machine's. The quickest of the last eight round trips is
 * believed, as its answer has the least room for delay on one side (as NTP does, RFC 5905, 10).
 */
export class ClockOffset {
  #samples: readonly Sample[] = [];

  add(sentAt: EpochMs, receivedAt: EpochMs, serverTime: EpochMs): void {
    const sample = { offsetMs: serverTime - (sentAt + receivedAt) / 2, roundTripMs: receivedAt - sentAt };
    this.#samples = [...this.#samples, sample].slice(-SAMPLES);
  }

  /** Server clock minus this machine's clock, in whole milliseconds; 0 before the first answer. */
  get ms(): number {
    if (this.#samples.length === 0) return 0;
    const best = this.#samples.reduce((a, b) => (b.roundTripMs < a.roundTripMs ? b : a));
    return Math.round(best.offsetMs);
  }
}
