import type { EpochMs } from '@callweave/cti-core';

/** How fast callers leave a queue for agents while others wait behind them. */
export interface ServicePace {
  lastServedAt: EpochMs | null;
  /** Smoothed time between two answers while somebody waited; null before the first two. */
  intervalMs: number | null;
}

/** The newest interval's share in the smoothed one: about the last twenty count. */
const SMOOTHING = 0.1;

interface Paced {
  readonly channel: string;
  readonly counts: { readonly ready: number };
  /** Of the ready, those who take no calls now. */
  readonly held: number;
  /** Who may be offered something now. */
  readonly ready: { readonly length: number };
  readonly pace: ServicePace;
}

/**
 * The estimate: (callers ahead + 1) × smoothed time between two answers of this queue while callers wait, which is exact
 * in the mean for M/M/n, where these intervals are exponential with mean 1/(nμ) (Kleinrock, Queueing Systems I, 3.5), and
 * takes shared agents into account because only what they do for this queue is measured. Callers ahead who give up
 * make it an upper bound. 0 while an agent is ready; null before anything was measured.
 */
export function estimateFor({ channel, counts, held, ready, pace }: Paced, ahead: number): number | null {
  // On the telephone also whoever is about to be reachable again counts as ready.
  const free = channel === 'voice' ? counts.ready - held : ready.length;
  if (ahead === 0 && free > 0) return 0;
  return pace.intervalMs === null ? null : Math.round((ahead + 1) * pace.intervalMs);
}

/** An agent has a caller; `waiting` is how many still wait behind him. */
export function served({ pace }: Paced, at: EpochMs, waiting: number): void {
  if (pace.lastServedAt !== null) {
    const interval = at - pace.lastServedAt;
    pace.intervalMs =
      pace.intervalMs === null ? interval : pace.intervalMs + SMOOTHING * (interval - pace.intervalMs);
  }
  // Time in which nobody waited says nothing of the pace.
  pace.lastServedAt = waiting > 0 ? at : null;
}
