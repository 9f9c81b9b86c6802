import type { MonitorState } from '@callweave/web-sdk';
import { firstWaitsSince } from '../queue-board/queue-tile.core.js';
import { levelNow } from '../queue-wall/queue-wall.core.js';

/** The whole floor in a few figures. */
export interface WallboardFigures {
  readonly waiting: number;
  /** Since when the first of all callers waits; null when nobody does. */
  readonly longestSince: number | null;
  /** Of all queues in the last half hour, 0 to 1, by the calls each answered; null before the first answer. */
  readonly level: number | null;
  readonly ready: number;
  /** Ringing, dialling, talking or holding. */
  readonly busy: number;
  readonly wrapUp: number;
  readonly aux: number;
  readonly answered: number;
  readonly abandoned: number;
}

/** What a wallboard says above everything else. */
export function wallboardFigures({
  queues,
  agents,
}: Pick<MonitorState, 'queues' | 'agents'>): WallboardFigures {
  let [waiting, answered, abandoned, inTime, weight] = [0, 0, 0, 0, 0];
  let longestSince: number | null = null;
  for (const queue of queues) {
    waiting += queue.waiting.length;
    answered += queue.today.answered;
    abandoned += queue.today.abandoned;
    const since = firstWaitsSince(queue);
    if (since !== null) longestSince = Math.min(longestSince ?? since, since);
    const level = levelNow(queue);
    const calls = queue.recent?.reduce((sum, stretch) => sum + stretch.answered, 0) || queue.today.answered;
    if (level === null) continue;
    inTime += level * calls;
    weight += calls;
  }
  const count = { ready: 0, busy: 0, wrapUp: 0, aux: 0 };
  for (const { state } of agents) {
    if (state === 'ready' || state === 'aux') count[state] += 1;
    else if (state === 'wrap-up') count.wrapUp += 1;
    else if (state !== 'logged-out') count.busy += 1;
  }
  return {
    waiting,
    longestSince,
    level: weight === 0 ? null : inTime / weight,
    ...count,
    answered,
    abandoned,
  };
}

/** Of the text, in pixels: as large as all tiles, or rows, have room; between what can be read and what is asked. */
export function fittingFont(
  room: { readonly width: number; readonly height: number },
  shown: { readonly tiles: number } | { readonly rows: number },
  most: number,
): number {
  const { width, height } = room;
  const fits =
    'tiles' in shown
      ? // A compact tile is about 9.2 × 3.6 em with its gaps; rows do not come out even.
        0.92 * Math.sqrt((width * height) / (Math.max(1, shown.tiles) * 9.2 * 3.6))
      : // A row is about 4.2 em high; from 62 em of width on it has one line.
        Math.min(height / (Math.max(1, shown.rows) * 4.2 + 2), width / 63);
  return Math.max(14, Math.min(most, fits));
}
