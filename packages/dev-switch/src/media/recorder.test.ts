import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FRAME_SAMPLES } from '../endpoint.js';
import { createRecorder } from './recorder.js';
import { WAV_HEADER_BYTES } from './wav-file.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recorder-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** A leg that is heard frame by frame. */
class Taped {
  #onFrame: ((said: Int16Array, heard: Int16Array) => void) | null = null;

  tap(onFrame: (said: Int16Array, heard: Int16Array) => void): () => void {
    this.#onFrame = onFrame;
    return () => {
      this.#onFrame = null;
    };
  }

  /** So many times 20 ms, in which one number is said and another heard. */
  frames(count: number, said: number, heard: number): void {
    for (let at = 0; at < count; at++)
      this.#onFrame?.(new Int16Array(FRAME_SAMPLES).fill(said), new Int16Array(FRAME_SAMPLES).fill(heard));
  }
}

/** Of each 20 ms the first sample of left and right, runs of equal ones counted. */
function runs(file: Buffer): string[] {
  const found: { pair: string; count: number }[] = [];
  for (let at = WAV_HEADER_BYTES; at < file.length; at += FRAME_SAMPLES * 4) {
    const pair = `${file.readInt16LE(at)}/${file.readInt16LE(at + 2)}`;
    const last = found.at(-1);
    if (last?.pair === pair) last.count += 1;
    else found.push({ pair, count: 1 });
  }
  return found.map(({ pair, count }) => `${count} × ${pair}`);
}

describe('a recording that is masked while card data is spoken (REC-1)', () => {
  it('has silence there on both sides, and times stay true', async () => {
    const sound = new Taped();
    const start = createRecorder({ folder });
    const recording = await start({ path: 'a.wav', sound, stereo: true, append: false });
    sound.frames(60, 1, 2);
    recording.mask(true);
    sound.frames(30, 3, 4);
    recording.mask(false);
    sound.frames(10, 5, 6);
    expect(await recording.stop()).toEqual({
      samples: 100 * FRAME_SAMPLES,
      bytes: WAV_HEADER_BYTES + 100 * FRAME_SAMPLES * 4,
    });
    expect(runs(await readFile(join(folder, 'a.wav')))).toEqual(['60 × 1/2', '30 × 0/0', '10 × 5/6']);
  });
});
