import { FRAME_SAMPLES } from '../endpoint.js';
import { loudness, toneAmplitude } from '../media/goertzel.js';

const FRAMES = 50;

/** Keeps the last second of what is heard, to ask for a tone in it. */
export class Ear {
  readonly #samples = new Int16Array(FRAMES * FRAME_SAMPLES);
  #frame = 0;

  hear(frame: Int16Array): void {
    this.#samples.set(frame, this.#frame * FRAME_SAMPLES);
    this.#frame = (this.#frame + 1) % FRAMES;
  }

  share(hertz: number): number {
    const at = this.#frame * FRAME_SAMPLES;
    const inOrder = new Int16Array(this.#samples.length);
    inOrder.set(this.#samples.subarray(at));
    inOrder.set(this.#samples.subarray(0, at), this.#samples.length - at);
    const loud = loudness(inOrder) * Math.SQRT2;
    return loud < 1 ? 0 : Math.min(1, toneAmplitude(inOrder, hertz) / loud);
  }
}
