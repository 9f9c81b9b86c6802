import { FRAME_SAMPLES } from '../../endpoint.js';
import type { OpenSound, Sound } from '../ports.js';

/** Tones and silences that last as long as their spec says, without any sound; other names are not found. */
export const timedSounds: OpenSound = async (spec) => {
  const ms = lengthMs(spec);
  return ms === undefined ? null : new TimedSound(ms);
};

class TimedSound implements Sound {
  #left: number;

  constructor(readonly durationMs: number | null) {
    this.#left = durationMs === null ? Number.POSITIVE_INFINITY : Math.ceil(durationMs / 20);
  }

  get ended(): boolean {
    return this.#left <= 0;
  }

  read(): Int16Array | null {
    if (this.ended) return null;
    this.#left -= 1;
    return new Int16Array(FRAME_SAMPLES);
  }
}

function lengthMs(spec: string): number | null | undefined {
  const silence = /^silence_stream:\/\/(-?\d+)/.exec(spec);
  if (silence !== null) return Number(silence[1]) < 0 ? null : Number(silence[1]);
  if (!spec.startsWith('tone_stream://')) return spec.startsWith('local_stream://') ? null : undefined;
  const loops = Number(/;loops=(-?\d+)/.exec(spec)?.[1] ?? '1');
  if (loops < 0) return null;
  let ms = 0;
  for (const [, on, off] of spec.matchAll(/%\((\d+),(\d+),[\d,]+\)/g)) ms += Number(on) + Number(off);
  return ms * loops;
}
