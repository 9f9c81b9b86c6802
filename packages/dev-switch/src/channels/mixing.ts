import { type AudioSource, FRAME_SAMPLES } from '../endpoint.js';

function clip(sample: number): number {
  return sample > 32_767 ? 32_767 : sample < -32_768 ? -32_768 : sample;
}

/** Two frames at once; a frame that is missing is silence. */
export function addFrames(one: Int16Array | null, other: Int16Array | null): Int16Array | null {
  if (one === null) return other;
  if (other === null) return one;
  const sum = new Int16Array(FRAME_SAMPLES);
  for (let at = 0; at < FRAME_SAMPLES; at++) sum[at] = clip(one[at]! + other[at]!);
  return sum;
}

/**
 * Lets several read one source of which each frame can be read once. Who reads a second time begins the next frame; as every
 * leg reads once a beat, all get the frame of the same beat, in whichever order they come.
 */
export class SharedSource {
  readonly #served = new Set<object>();
  #frame: Int16Array | null = null;
  #begun = false;

  constructor(private readonly source: AudioSource) {}

  read(reader: object): Int16Array | null {
    if (!this.#begun || this.#served.has(reader)) {
      this.#begun = true;
      this.#served.clear();
      this.#frame = this.source.read();
    }
    this.#served.add(reader);
    return this.#frame;
  }
}

/** One who takes part in a {@link Mixer}. */
export interface MixerInput {
  /** What he says. */
  readonly said: AudioSource;
  /** Nobody hears him. */
  readonly muted: boolean;
}

/** Everybody hears all others and not himself: the sum is made once a beat, and each gets it without his own part. */
export class Mixer {
  readonly #inputs = new Set<MixerInput>();
  readonly #own = new Map<MixerInput, Int16Array>();
  readonly #served = new Set<MixerInput>();
  readonly #sum = new Int32Array(FRAME_SAMPLES);
  /** For those who say nothing: they all hear the same. */
  #whole: Int16Array | null = null;
  #begun = false;

  add(input: MixerInput): void {
    this.#inputs.add(input);
  }

  remove(input: MixerInput): void {
    this.#inputs.delete(input);
    this.#own.delete(input);
    this.#served.delete(input);
  }

  /** What `input` hears in this beat. */
  read(input: MixerInput): Int16Array {
    if (!this.#begun || this.#served.has(input)) this.#collect();
    this.#served.add(input);
    const own = this.#own.get(input);
    if (own === undefined) {
      this.#whole ??= this.#without(null);
      return this.#whole;
    }
    return this.#without(own);
  }

  #collect(): void {
    this.#begun = true;
    this.#served.clear();
    this.#own.clear();
    this.#sum.fill(0);
    this.#whole = null;
    for (const input of this.#inputs) {
      const frame = input.said.read();
      if (frame === null || input.muted) continue;
      this.#own.set(input, frame);
      for (let at = 0; at < FRAME_SAMPLES; at++) {
        const sample = frame[at]!;
        this.#sum[at]! += sample;
      }
    }
  }

  #without(own: Int16Array | null): Int16Array {
    const heard = new Int16Array(FRAME_SAMPLES);
    for (let at = 0; at < FRAME_SAMPLES; at++)
      heard[at] = clip(this.#sum[at]! - (own === null ? 0 : own[at]!));
    return heard;
  }
}
