import { open } from 'node:fs/promises';
import type { Sound } from '../channels/ports.js';
import { FRAME_SAMPLES } from '../endpoint.js';
import { SAMPLE_RATE } from './frame.js';
import { resampleTo8k } from './resample.js';
import { SoundError } from './sound-error.js';
import { readWavLayout } from './wav-file.js';

/** A quarter of an hour of 48 kHz stereo; prompts and music are shorter. */
const MAX_BYTES = 180 * 1024 * 1024;

/**
 * Loads a 16-bit PCM WAV file as 8 kHz mono; stereo is mixed down, other rates are resampled.
 * @throws {SoundError}
 */
export async function loadWav(path: string): Promise<Int16Array> {
  const bytes = await readWhole(path);
  const layout = readWavLayout(bytes);
  if (layout === null || layout.format !== 1 || layout.bits !== 16) {
    throw new SoundError(
      'sound.unreadable',
      `${path} is not a 16-bit PCM WAV file; convert it with sox or ffmpeg.`,
    );
  }
  const { channels, rate } = layout;
  if (channels < 1 || channels > 2 || rate < SAMPLE_RATE || rate > 192_000) {
    throw new SoundError(
      'sound.unreadable',
      `${path} has ${channels} channels at ${rate} Hz; use 1 or 2 at 8 kHz or more.`,
    );
  }
  const frames = layout.dataBytes / 2 / channels;
  const mono = new Float32Array(frames);
  for (let at = 0; at < frames; at++) {
    const place = layout.dataStart + at * channels * 2;
    const left = bytes.readInt16LE(place);
    mono[at] = channels === 1 ? left : (left + bytes.readInt16LE(place + 2)) / 2;
  }
  return resampleTo8k(mono, rate);
}

async function readWhole(path: string): Promise<Buffer> {
  let file: Awaited<ReturnType<typeof open>>;
  try {
    file = await open(path, 'r');
  } catch (cause) {
    throw new SoundError(
      'sound.not-found',
      `${path} cannot be opened; check the name and the sounds folder.`,
      { cause },
    );
  }
  try {
    const { size } = await file.stat();
    if (size > MAX_BYTES) throw new SoundError('sound.unreadable', `${path} is larger than 180 MB.`);
    return await file.readFile();
  } catch (cause) {
    if (cause instanceof SoundError) throw cause;
    throw new SoundError('sound.unreadable', `${path} cannot be read.`, { cause });
  } finally {
    await file.close();
  }
}

/** Samples at 8 kHz as a sound, once or (`loops`) on and on. */
export class SampleSound implements Sound {
  readonly durationMs: number | null;
  readonly #samples: Int16Array;
  readonly #loops: boolean;
  #at = 0;

  constructor(samples: Int16Array, loops = false) {
    this.#samples = samples;
    this.#loops = loops && samples.length > 0;
    this.durationMs = this.#loops ? null : (samples.length * 1000) / SAMPLE_RATE;
  }

  get ended(): boolean {
    return !this.#loops && this.#at >= this.#samples.length;
  }

  read(): Int16Array | null {
    if (this.ended) return null;
    const frame = new Int16Array(FRAME_SAMPLES);
    let filled = 0;
    while (filled < FRAME_SAMPLES) {
      const part = this.#samples.subarray(this.#at, this.#at + FRAME_SAMPLES - filled);
      frame.set(part, filled);
      filled += part.length;
      this.#at += part.length;
      if (this.#at < this.#samples.length) continue;
      if (!this.#loops) break;
      this.#at = 0;
    }
    return frame;
  }
}
