import type { QueueSnapshot } from '@callweave/cti-core';

/** Length of a stretch of `QueueSnapshot.recent`. */
const STRETCH_MS = 300_000;
/** Stretches of half an hour, the present one among them. */
const STRETCHES = 7;

/** What a queue did in one stretch of five minutes. */
export interface LevelPoint {
  /** Its beginning, by the server's time. */
  readonly at: number;
  /** Share of the answered that were answered in time, 0 to 1; null when nobody was answered. */
  readonly level: number | null;
  readonly abandoned: number;
}

/** The last half hour stretch by stretch, also those in which nothing happened; empty while the server tells of none. */
export function levelLine({ recent }: Pick<QueueSnapshot, 'recent'>, now: number): readonly LevelPoint[] {
  if (recent === undefined || recent.length === 0) return [];
  const present = now - (now % STRETCH_MS);
  return Array.from({ length: STRETCHES }, (_, index) => {
    const at = present - (STRETCHES - 1 - index) * STRETCH_MS;
    const stretch = recent.find((one) => one.at === at);
    return { at, level: stretch?.serviceLevel ?? null, abandoned: stretch?.abandoned ?? 0 };
  });
}

/** The service level of the last half hour, 0 to 1; of today where the server does not tell of it; null before the first answer. */
export function levelNow({ recent, today }: Pick<QueueSnapshot, 'recent' | 'today'>): number | null {
  const answered = recent?.reduce((sum, stretch) => sum + stretch.answered, 0) ?? 0;
  if (recent === undefined || answered === 0) return today.serviceLevel;
  return recent.reduce((sum, stretch) => sum + stretch.inTime, 0) / answered;
}

/** How far a level is below what is promised: `hot` when it misses by more than 15 points. */
export function levelHeat(level: number | null, target: number): 'calm' | 'warm' | 'hot' {
  if (level === null || level >= target) return 'calm';
  return level >= target - 0.15 ? 'warm' : 'hot';
}

/** `87%`, or a dash for nothing measured. */
export function percent(level: number | null): string {
  return level === null ? '–' : `${Math.round(level * 100)}%`;
}
