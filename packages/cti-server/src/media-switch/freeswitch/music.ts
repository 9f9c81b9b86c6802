import type { Clock, LegId } from '@callweave/cti-core';

/** A sound that was broken off is told as ended within a few frames. */
const STOP_MS = 150;
/** The music, and what plays on top of it. */
const MOST_LAYERS = 3;

/**
 * Which legs hear music. What FreeSWITCH is told to run meanwhile runs on top of it, and the music goes on afterwards;
 * music on top of music would stack up, and beyond 32 layers a channel runs nothing more.
 */
export class Music {
  readonly #clock: Clock;
  readonly #appIds = new Map<LegId, string>();
  readonly #stopped = new Map<string, () => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  playsTo(legId: LegId): boolean {
    return this.#appIds.has(legId);
  }

  begins(legId: LegId, appId: string): void {
    this.#appIds.set(legId, appId);
  }

  /** Joined to another, or gone. */
  over(...legIds: LegId[]): void {
    for (const legId of legIds) this.#appIds.delete(legId);
  }

  allOver(): void {
    this.#appIds.clear();
  }

  /** An application has ended. */
  ended(appId: string | null): void {
    if (appId !== null) this.#stopped.get(appId)?.();
  }

  /**
   * Breaks off what plays to a leg, until its music has ended as well: a break ends only what plays on top, and one that
   * is overtaken by the next order is lost.
   */
  async stop(legId: LegId, breakOff: () => Promise<void>): Promise<void> {
    const appId = this.#appIds.get(legId);
    if (appId === undefined) return breakOff();
    let playing = true;
    const over = new Promise<void>((resolve) => {
      this.#stopped.set(appId, () => {
        playing = false;
        resolve();
      });
    });
    try {
      for (let layer = 0; playing && layer < MOST_LAYERS; layer += 1) {
        await breakOff();
        await this.#within(STOP_MS, over);
      }
    } finally {
      this.#stopped.delete(appId);
      this.#appIds.delete(legId);
    }
  }

  async #within(ms: number, over: Promise<void>): Promise<void> {
    let cancel: () => void = () => undefined;
    const late = new Promise<void>((resolve) => {
      cancel = this.#clock.after(ms, resolve);
    });
    await Promise.race([over, late]);
    cancel();
  }
}
