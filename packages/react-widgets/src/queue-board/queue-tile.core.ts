import type { QueueSnapshot } from '@callweave/cti-core';

export interface QueueTileView {
  readonly waiting: number;
  /** The first caller's waiting time so far; null when nobody waits. */
  readonly longestMs: number | null;
  /** How warm the tile is: `warm` from 20 s, `hot` from 60 s of the longest wait. */
  readonly heat: 'calm' | 'warm' | 'hot';
  readonly serviceLevelPercent: number | null;
}

const WARM_MS = 20_000;
const HOT_MS = 60_000;

/** A queue's tile at an instant (SUP-2). */
export function queueTileView(queue: QueueSnapshot, now: number): QueueTileView {
  const first = queue.waiting.reduce<number | null>(
    (earliest, call) => (earliest === null ? call.queuedAt : Math.min(earliest, call.queuedAt)),
    null,
  );
  const longestMs = first === null ? null : Math.max(0, now - first);
  const { serviceLevel } = queue.today;
  return {
    waiting: queue.waiting.length,
    longestMs,
    heat: longestMs === null || longestMs < WARM_MS ? 'calm' : longestMs < HOT_MS ? 'warm' : 'hot',
    serviceLevelPercent: serviceLevel === null ? null : Math.round(serviceLevel * 100),
  };
}
