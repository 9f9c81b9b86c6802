import type { FoundRecording, RecordingMark, Waveform } from '@callweave/cti-core';
import { otherSide } from '../recording-list/recording-list.core.js';

/** How fast one may listen. */
export const SPEEDS = [0.75, 1, 1.25, 1.5, 1.75, 2] as const;
/** By an arrow key, and by Page Up and Page Down. */
export const STEP_MS = 5_000;
export const LEAP_MS = 30_000;

/** Below it a lane is silent: what is left out of a recording is written as zeros. */
const SILENCE = 0.002;
const SHORTEST_SILENCE_MS = 2_000;
/** Quiet speech shows, too. */
const LIFT = 0.6;

/** Where nobody is heard, as parts (0…1) of the whole. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Stretches where every lane is silent: somebody paused the recording, or nobody spoke. */
export function silences({ durationMs, channels }: Waveform): Stretch[] {
  const points = channels[0]?.length ?? 0;
  const found: Stretch[] = [];
  let began: number | null = null;
  for (let at = 0; at <= points; at += 1) {
    const silent = at < points && channels.every((lane) => (lane[at] ?? 0) < SILENCE);
    if (silent) began ??= at;
    else if (began !== null) {
      if (((at - began) * durationMs) / points >= SHORTEST_SILENCE_MS)
        found.push({ from: began / points, to: at / points });
      began = null;
    }
  }
  return found;
}

/** The outline of a lane as an SVG path in a box of `1000 × height`, mirrored about its middle. */
export function lanePath(levels: readonly number[], height: number): string {
  const middle = height / 2;
  const step = 1_000 / Math.max(1, levels.length);
  const at = (index: number): string => (index * step).toFixed(1);
  const reach = (level: number): number => Math.max(0.5, level ** LIFT * (middle - 1));
  const above = levels.map((level, index) => `${at(index)},${(middle - reach(level)).toFixed(1)}`);
  const below = levels.map((level, index) => `${at(index)},${(middle + reach(level)).toFixed(1)}`).reverse();
  return levels.length === 0 ? '' : `M${above.join('L')}L${below.join('L')}Z`;
}

/** Within the recording. */
export function clamped(positionMs: number, durationMs: number): number {
  return Math.min(Math.max(0, positionMs), durationMs);
}

/** Where a key of a slider leads; null for keys that mean nothing to it. */
export function keyTarget(key: string, positionMs: number, durationMs: number): number | null {
  const targets: Readonly<Record<string, number>> = {
    ArrowLeft: positionMs - STEP_MS,
    ArrowRight: positionMs + STEP_MS,
    ArrowDown: positionMs - STEP_MS,
    ArrowUp: positionMs + STEP_MS,
    PageDown: positionMs - LEAP_MS,
    PageUp: positionMs + LEAP_MS,
    Home: 0,
    End: durationMs,
  };
  const target = targets[key];
  return target === undefined ? null : clamped(target, durationMs);
}

/** With one more, by time. */
export function withMark(marks: readonly RecordingMark[], mark: RecordingMark): readonly RecordingMark[] {
  return [...marks.filter(({ id }) => id !== mark.id), mark].sort((one, other) => one.atMs - other.atMs);
}

/** What the file is called that is taken away: day, time and number. */
export function fileName(recording: FoundRecording, type: string): string {
  const at = new Date(recording.startedAt);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  const time = `${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`;
  const who = (otherSide(recording) ?? '').replace(/[^+0-9A-Za-z]/g, '') || recording.recordingId;
  const ending = { 'audio/webm': 'webm', 'audio/ogg': 'ogg', 'audio/mp4': 'm4a' }[type.split(';')[0] ?? ''];
  return `${day}_${time}_${who}.${ending ?? 'wav'}`;
}
