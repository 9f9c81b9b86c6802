import type { Batch } from './figures.types.js';

/** More than the 20 that are asked for, so that a quiet one does no harm. */
export const BATCHES = 40;

export function newBatches(): Batch[] {
  return Array.from({ length: BATCHES }, () => ({
    entered: 0,
    answered: 0,
    abandoned: 0,
    inTime: 0,
    delayed: 0,
    waitMs: 0,
    busyMs: 0,
    openMs: 0,
    draws: 0,
    drawnTalkMs: 0,
    drawnPatienceMs: 0,
  }));
}

/** Cuts the measured part of a run into batches of equal length. */
export class BatchTimes {
  readonly fromMs: number;
  readonly batchMs: number;

  constructor(fromMs: number, measuredMs: number) {
    this.fromMs = fromMs;
    this.batchMs = measuredMs / BATCHES;
  }

  /** The batch an instant lies in; null before anything is measured. */
  at(batches: readonly Batch[], at: number): Batch | null {
    return at < this.fromMs ? null : (batches[this.#indexAt(at)] ?? null);
  }

  /** Shares out a time between the batches it lies in: adds to the sum of each. */
  spread(sums: Float64Array, since: number, until: number): void {
    let at = Math.max(since, this.fromMs);
    if (until <= at) return;
    const last = BATCHES - 1;
    for (let index = this.#indexAt(at); at < until && index <= last; index++) {
      const end = index === last ? until : Math.min(until, this.fromMs + (index + 1) * this.batchMs);
      sums[index] = (sums[index] as number) + Math.max(0, end - at);
      at = Math.max(at, end);
    }
  }

  #indexAt(at: number): number {
    return Math.min(BATCHES - 1, Math.floor((at - this.fromMs) / this.batchMs));
  }
}
