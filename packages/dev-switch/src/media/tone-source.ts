import type { Sound } from '../channels/ports.js';
import { FRAME_SAMPLES } from '../endpoint.js';
import { clip, SAMPLE_RATE } from './frame.js';
import { SoundError } from './sound-error.js';

/** libteletone's default. */
const DEFAULT_VOLUME_DB = -7;
const MAX_MS = 3_600_000;
const MAX_TONES = 16;

interface Tone {
  readonly onSamples: number;
  readonly offSamples: number;
  readonly hertz: readonly number[];
  readonly amplitude: number;
}

/**
 * FreeSWITCH's tone language as call centres use it: `tone_stream://v=-7;%(on,off,f1,f2…);%(…);loops=n`, times in
 * milliseconds, frequencies in hertz added together, volume in dB below full scale, -1 loops endless.
 * @throws {SoundError}
 */
export function openTone(spec: string): Sound {
  const refuse = (why: string): SoundError =>
    new SoundError(
      'sound.bad-spec',
      `'${spec}': ${why}; write tone_stream://%(on ms,off ms,hertz,…);loops=n.`,
    );
  const script = spec.replace(/^tone_stream:\/\//, '').replace(/\s+/g, '');
  const tones: Tone[] = [];
  let loops = 1;
  let volumeDb = DEFAULT_VOLUME_DB;
  for (const [word] of script.matchAll(/%\([^)]*\)|[^;%]+/g)) {
    const setting = /^(loops|v|l|L)=(-?\d+(?:\.\d+)?)$/.exec(word);
    if (setting?.[1] === 'v') volumeDb = Math.min(0, Number(setting[2]));
    else if (setting !== null) loops = Math.trunc(Number(setting[2]));
    else if (word.startsWith('%(')) tones.push(readTone(word, volumeDb, refuse));
    else throw refuse(`'${word}' is not understood`);
  }
  if (tones.length === 0) throw refuse('there is no %(…) in it');
  if (tones.length > MAX_TONES) throw refuse(`more than ${MAX_TONES} tones`);
  if (tones.every((tone) => tone.onSamples + tone.offSamples === 0)) throw refuse('it has no length');
  return new ToneSound(tones, loops);
}

function readTone(word: string, volumeDb: number, refuse: (why: string) => SoundError): Tone {
  const numbers = word.slice(2, -1).split(',').map(Number);
  const [onMs = Number.NaN, offMs = Number.NaN, ...hertz] = numbers;
  if (numbers.some((value) => !Number.isFinite(value) || value < 0))
    throw refuse(`'${word}' has a part that is no number`);
  if (hertz.length === 0 || hertz.some((value) => value >= SAMPLE_RATE / 2)) {
    throw refuse(`'${word}' needs frequencies below 4000 Hz`);
  }
  if (onMs > MAX_MS || offMs > MAX_MS) throw refuse(`'${word}' is longer than an hour`);
  return {
    onSamples: Math.round((onMs * SAMPLE_RATE) / 1000),
    offSamples: Math.round((offMs * SAMPLE_RATE) / 1000),
    hertz,
    amplitude: 32_767 * 10 ** (volumeDb / 20),
  };
}

class ToneSound implements Sound {
  readonly durationMs: number | null;
  readonly #cycle: number;
  readonly #total: number;
  #at = 0;

  constructor(
    private readonly tones: readonly Tone[],
    loops: number,
  ) {
    this.#cycle = tones.reduce((sum, tone) => sum + tone.onSamples + tone.offSamples, 0);
    this.#total = loops < 0 ? Number.POSITIVE_INFINITY : this.#cycle * Math.max(1, loops);
    this.durationMs = loops < 0 ? null : (this.#total * 1000) / SAMPLE_RATE;
  }

  get ended(): boolean {
    return this.#at >= this.#total;
  }

  read(): Int16Array | null {
    if (this.ended) return null;
    const frame = new Int16Array(FRAME_SAMPLES);
    for (let index = 0; index < FRAME_SAMPLES && !this.ended; index++, this.#at++)
      frame[index] = this.#sample();
    return frame;
  }

  #sample(): number {
    let within = this.#at % this.#cycle;
    for (const tone of this.tones) {
      if (within < tone.onSamples) return sineSum(tone.hertz, this.#at, tone.amplitude);
      within -= tone.onSamples;
      if (within < tone.offSamples) return 0;
      within -= tone.offSamples;
    }
    return 0;
  }
}

function sineSum(hertz: readonly number[], at: number, amplitude: number): number {
  let sum = 0;
  for (const each of hertz) sum += Math.sin((2 * Math.PI * each * at) / SAMPLE_RATE);
  return clip((amplitude * sum) / hertz.length);
}
