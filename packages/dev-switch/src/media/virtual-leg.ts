import { type AudioSource, FRAME_SAMPLES, type MediaPort } from '../endpoint.js';
import { SILENT_FRAME } from './frame.js';
import type { Paced, Pacer } from './pacer.js';

/** Frames a side may be behind before the oldest is dropped: 200 ms. */
const MAX_QUEUED = 10;

/** A leg without a network: what the party says and what it hears are queues in memory. */
export class VirtualLeg implements MediaPort, Paced {
  ready = false;
  /** What the party says, asked for each 20 ms; null is silence. */
  voice: AudioSource | null = null;
  /** Gets each 20 ms that the party hears; null when nothing was sent. */
  onHeard: ((frame: Int16Array | null) => void) | null = null;
  dropped = 0;
  readonly heardFrom: AudioSource = { read: () => this.#queue.shift() ?? null };
  readonly #queue: Int16Array[] = [];
  readonly #taps = new Set<(said: Int16Array, heard: Int16Array) => void>();
  readonly #removeFromPacer: () => void;
  #source: AudioSource | null = null;
  #said: Int16Array | null = null;

  constructor(pacer: Pacer) {
    this.#removeFromPacer = pacer.add(this);
  }

  setSource(source: AudioSource | null): void {
    this.#source = source;
  }

  tap(onFrame: (said: Int16Array, heard: Int16Array) => void): () => void {
    this.#taps.add(onFrame);
    return () => this.#taps.delete(onFrame);
  }

  takeIn(): void {
    this.#said = this.ready ? (this.voice?.read() ?? null) : null;
    if (this.#said === null) return;
    if (this.#said.length !== FRAME_SAMPLES) throw new RangeError(`A frame has ${FRAME_SAMPLES} samples.`);
    this.#queue.push(this.#said);
    if (this.#queue.length <= MAX_QUEUED) return;
    this.#queue.shift();
    this.dropped += 1;
  }

  sendOut(): void {
    const heard = this.ready ? (this.#source?.read() ?? null) : null;
    this.onHeard?.(heard);
    for (const tap of this.#taps) tap(this.#said ?? SILENT_FRAME, heard ?? SILENT_FRAME);
  }

  close(): void {
    this.ready = false;
    this.#removeFromPacer();
  }
}
