import type { Clock, LegId } from '@callweave/cti-core';

/** Longer than a bridge takes to end on a busy switch. */
const PARTED_MS = 1_000;

/** Orders that wait until a leg stands parked. */
export class Partings {
  readonly #clock: Clock;
  readonly #waiting = new Map<LegId, (() => void)[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** It stands parked, or is gone. */
  over(legId: LegId): void {
    for (const resolve of this.#waiting.get(legId) ?? []) resolve();
    this.#waiting.delete(legId);
  }

  /** Resolves with that, or after a second. */
  async of(legId: LegId): Promise<void> {
    let cancel: () => void = () => undefined;
    await new Promise<void>((resolve) => {
      this.#waiting.set(legId, [...(this.#waiting.get(legId) ?? []), resolve]);
      cancel = this.#clock.after(PARTED_MS, resolve);
    });
    cancel();
  }
}
