import type { Clock, LegId } from '@callweave/cti-core';

/**
 * How long FreeSWITCH's bridge needs to act on what it was told. It reads ten frames (200 ms) before it plays anything
 * to its legs, and it starts and stops the music of a hold in the thread of the partner. Held sooner, the partner hears
 * nothing until the hold is over, and then music for ever; retrieved or hung up sooner, the music is not stopped. A leg that is
 * taken elsewhere before its side of the bridge has begun leaves its partner waiting for that, ten seconds long, and is hung up then.
 */
export const SETTLING_MS = 400;

/** Legs that must not be told the next thing yet. */
export class Settling {
  readonly #clock: Clock;
  readonly #legs = new Map<LegId, Promise<void>>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  begin(...legIds: LegId[]): void {
    const over = new Promise<void>((resolve) => {
      this.#clock.after(SETTLING_MS, () => {
        for (const legId of legIds) if (this.#legs.get(legId) === over) this.#legs.delete(legId);
        resolve();
      });
    });
    for (const legId of legIds) this.#legs.set(legId, over);
  }

  /** Resolves when the leg can be told the next thing, mostly at once. */
  async over(legId: LegId): Promise<void> {
    await this.#legs.get(legId);
  }
}
