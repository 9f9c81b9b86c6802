import type { QueueSnapshot } from '@callweave/cti-core';

export interface QueueTileView {
  readonly waiting: number;
  /** The first caller's waiting time so far; null when nobody waits. */
  readonly longestMs: number | null;
  /** How warm the tile is: `warm` from 20 s, `hot` from 60 s of the longest wait. */
  readonly heat: 'calm' | 'warm' | 'hot';
  readonly serviceLevelPercent: number | null;
}

/** From which longest wait on a queue is warm and hot, in milliseconds. */
export interface WaitThresholds {
  readonly warmMs: number;
  readonly hotMs: number;
}

export const DEFAULT_WAIT_THRESHOLDS: WaitThresholds = { warmMs: 20_000, hotMs: 60_000 };

/** Since when the first of those who wait does; null when nobody waits. */
export function firstWaitsSince({ waiting }: Pick<QueueSnapshot, 'waiting'>): number | null {
  return waiting.reduce<number | null>(
    (earliest, call) => (earliest === null ? call.queuedAt : Math.min(earliest, call.queuedAt)),
    null,
  );
}

export function waitHeat(
  longestMs: number | null,
  { warmMs, hotMs }: WaitThresholds = DEFAULT_WAIT_THRESHOLDS,
): QueueTileView['heat'] {
  if (longestMs === null || longestMs < warmMs) return 'calm';
  return longestMs < hotMs ? 'warm' : 'hot';
}

/** A queue's tile at an instant (SUP-2). */
export function queueTileView(queue: QueueSnapshot, now: number): QueueTileView {
  const first = firstWaitsSince(queue);
  const longestMs = first === null ? null : Math.max(0, now - first);
  const { serviceLevel } = queue.today;
  return {
    waiting: queue.waiting.length,
    longestMs,
    heat: waitHeat(longestMs),
    serviceLevelPercent: serviceLevel === null ? null : Math.round(serviceLevel * 100),
  };
}
