import type { EpochMs } from '@callweave/cti-core';
import type { Queue } from './queue.js';
import { stretchOf } from './recent.js';

/** One was answered after so long a wait: in the day's figures and in those of the last half hour. */
export function countAnswer(queue: Queue, waitedMs: number, at: EpochMs): void {
  const { today, recent, serviceLevelMs } = queue;
  const stretch = stretchOf(recent, at);
  today.answered += 1;
  today.waitedMs += waitedMs;
  stretch.answered += 1;
  if (waitedMs > serviceLevelMs) return;
  today.inTime += 1;
  stretch.inTime += 1;
}

/** One gave up, or was let go while he waited. */
export function countAbandon({ today, recent }: Queue, at: EpochMs): void {
  today.abandoned += 1;
  stretchOf(recent, at).abandoned += 1;
}
