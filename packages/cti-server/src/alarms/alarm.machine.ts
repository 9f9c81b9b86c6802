import type { EpochMs } from '@callweave/cti-core';
import type { Threshold } from './alarm.schema.js';
import type { Reading } from './readings.js';

/*
 *            passed                     for forMs
 *   quiet ─────────────▶ passed ─────────────────────▶ raised
 *     ▲                     │                             │
 *     └────── not passed ───┘                             │
 *     └──────────────────── back at clearAt ──────────────┘
 */
export type AlarmState =
  | { readonly is: 'quiet' }
  | { readonly is: 'passed'; readonly since: EpochMs }
  | { readonly is: 'raised'; readonly at: EpochMs };

export interface Judged {
  readonly state: AlarmState;
  /** When it may be otherwise without any news; null when only news change it. */
  readonly lookAt: EpochMs | null;
}

export const QUIET: AlarmState = { is: 'quiet' };

/** What a reading makes of one alarm; pure. */
export function judge(
  state: AlarmState,
  threshold: Threshold,
  forMs: number,
  reading: Reading,
  at: EpochMs,
): Judged {
  if (state.is === 'raised') {
    return isBack(threshold, reading)
      ? { state: QUIET, lookAt: reading.changesAt }
      : { state, lookAt: reading.changesAt };
  }
  if (!isPassed(threshold, reading)) return { state: QUIET, lookAt: willPass(threshold, reading, at) };
  const since = state.is === 'passed' ? state.since : passedSince(threshold, reading, at);
  if (at >= since + forMs) return { state: { is: 'raised', at }, lookAt: reading.changesAt };
  return { state: { is: 'passed', since }, lookAt: earlier(since + forMs, reading.changesAt) };
}

function isPassed({ side, threshold }: Threshold, { value }: Reading): boolean {
  if (value === null) return false;
  return side === 'above' ? value > threshold : value < threshold;
}

/** Where there is nothing to measure any more, there is nothing to be alarmed about. */
function isBack({ side, clearAt }: Threshold, { value }: Reading): boolean {
  if (value === null) return true;
  return side === 'above' ? value <= clearAt : value >= clearAt;
}

/** A time that grew past its threshold did so a while ago, if nobody looked. */
function passedSince({ threshold }: Threshold, { value, grows }: Reading, at: EpochMs): EpochMs {
  return grows && value !== null ? at - (value - threshold) : at;
}

function willPass(
  { threshold }: Threshold,
  { value, grows, changesAt }: Reading,
  at: EpochMs,
): EpochMs | null {
  return grows && value !== null ? at + (threshold - value) + 1 : changesAt;
}

function earlier(one: EpochMs, other: EpochMs | null): EpochMs {
  return other === null ? one : Math.min(one, other);
}
