import { FRAME_MS } from './frame.js';

/** What happens every 20 ms: first all that was heard is taken in, then all that is said goes out. */
export interface Paced {
  takeIn(): void;
  sendOut(): void;
}

export interface PacerClock {
  nowMs(): number;
  after(ms: number, run: () => void): () => void;
}

const MACHINE: PacerClock = {
  nowMs: () => performance.now(),
  after(ms, run) {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
};

/** After a stall of the process the legs skip ahead instead of sending a burst that no jitter buffer would keep. */
const MAX_CATCH_UP = 5;

/**
 * One beat of 20 ms for all legs of a switch. It aims at absolute times, so late timers do not add up. Taking in
 * before sending lets a bridge pass a frame on within the beat in which it came.
 */
export class Pacer {
  readonly #legs = new Set<Paced>();
  readonly #clock: PacerClock;
  readonly #onError: (error: unknown) => void;
  #startedMs = 0;
  #beats = 0;
  #cancel: (() => void) | null = null;

  constructor(options: { readonly clock?: PacerClock; readonly onError?: (error: unknown) => void } = {}) {
    this.#clock = options.clock ?? MACHINE;
    this.#onError = options.onError ?? (() => {});
  }

  start(): void {
    if (this.#cancel !== null) return;
    this.#startedMs = this.#clock.nowMs();
    this.#beats = 0;
    this.#schedule();
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  /** Returns the removal. */
  add(leg: Paced): () => void {
    this.#legs.add(leg);
    return () => this.#legs.delete(leg);
  }

  get legs(): number {
    return this.#legs.size;
  }

  #schedule(): void {
    const next = this.#startedMs + (this.#beats + 1) * FRAME_MS;
    this.#cancel = this.#clock.after(Math.max(0, next - this.#clock.nowMs()), () => {
      const due = Math.floor((this.#clock.nowMs() - this.#startedMs) / FRAME_MS) - this.#beats;
      this.#beats += due;
      for (let beat = 0; beat < Math.min(due, MAX_CATCH_UP); beat++) this.#beat();
      if (this.#cancel !== null) this.#schedule();
    });
  }

  #beat(): void {
    for (const leg of this.#legs) this.#guard(() => leg.takeIn());
    for (const leg of this.#legs) this.#guard(() => leg.sendOut());
  }

  /** One leg's fault must not silence the others. */
  #guard(run: () => void): void {
    try {
      run();
    } catch (error) {
      this.#onError(error);
    }
  }
}
