import type { EpochMs, QueueSnapshot } from '@callweave/cti-core';

/** What a queue did in one stretch of its last half hour. */
export interface RecentFigures {
  /** Its beginning. */
  readonly at: EpochMs;
  answered: number;
  inTime: number;
  abandoned: number;
}

/** How far back the line goes. */
export const RECENT_MS = 1_800_000;
/** Length of a stretch; they begin at whole multiples of it since the epoch. */
export const STRETCH_MS = 300_000;

/** The stretch of this moment, the last of the line. */
export function stretchOf(recent: RecentFigures[], at: EpochMs): RecentFigures {
  const begin = at - (at % STRETCH_MS);
  const last = recent.at(-1);
  if (last && last.at >= begin) return last;
  const next = { at: begin, answered: 0, inTime: 0, abandoned: 0 };
  forgetOld(recent, at);
  recent.push(next);
  return next;
}

/** Stretches that ended half an hour ago are let go. */
export function forgetOld(recent: RecentFigures[], at: EpochMs): void {
  while (recent[0] && recent[0].at + STRETCH_MS + RECENT_MS <= at) recent.shift();
}

/** The line as a wall draws it; nothing while there is none. */
export function recentLine(recent: readonly RecentFigures[]): Pick<QueueSnapshot, 'recent'> {
  if (recent.length === 0) return {};
  return {
    recent: recent.map(({ at, answered, inTime, abandoned }) => ({
      at,
      answered,
      inTime,
      abandoned,
      serviceLevel: answered === 0 ? null : inTime / answered,
    })),
  };
}

/** Goes on with the line of an earlier run. */
export function recentBefore(before: QueueSnapshot | undefined): RecentFigures[] {
  return (before?.recent ?? []).map(({ at, answered, inTime, abandoned }) => ({
    at,
    answered,
    inTime,
    abandoned,
  }));
}
