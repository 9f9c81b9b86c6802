import type { Sound } from '../channels/ports.js';
import { FRAME_MS, SILENT_FRAME } from './frame.js';
import { SoundError } from './sound-error.js';

/**
 * `silence_stream://MS[,noise]`; -1 is endless. The comfort noise level is ignored: silence is silent.
 * @throws {SoundError}
 */
export function openSilence(spec: string): Sound {
  const ms = /^silence_stream:\/\/(-?\d+)(?:,\d+)?$/.exec(spec)?.[1];
  if (ms === undefined)
    throw new SoundError('sound.bad-spec', `'${spec}' is not silence_stream://MILLISECONDS.`);
  return new Silence(Number(ms) < 0 ? null : Number(ms));
}

class Silence implements Sound {
  #playedMs = 0;

  constructor(readonly durationMs: number | null) {}

  get ended(): boolean {
    return this.durationMs !== null && this.#playedMs >= this.durationMs;
  }

  read(): Int16Array | null {
    if (this.ended) return null;
    this.#playedMs += FRAME_MS;
    return SILENT_FRAME;
  }
}
