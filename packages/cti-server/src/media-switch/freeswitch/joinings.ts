import type { Clock, LegId } from '@callweave/cti-core';

/** Longer than a bridge takes to begin on a busy switch. */
const JOINED_MS = 1_000;

/**
 * Legs that were told to bridge and have not begun to. FreeSWITCH accepts the order long before; a leg whose partner is
 * taken away or hung up in between is hung up with it.
 */
export class Joinings {
  readonly #clock: Clock;
  readonly #pending = new Map<LegId, { readonly over: Promise<void>; readonly end: () => void }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  begin(...legIds: LegId[]): void {
    let end: () => void = () => undefined;
    const over = new Promise<void>((resolve) => {
      const cancel = this.#clock.after(JOINED_MS, () => end());
      end = () => {
        cancel();
        for (const legId of legIds) if (this.#pending.get(legId)?.end === end) this.#pending.delete(legId);
        resolve();
      };
    });
    for (const legId of legIds) this.#pending.set(legId, { over, end });
  }

  /** They are joined, or one of them is gone. */
  over(...legIds: LegId[]): void {
    for (const legId of legIds) this.#pending.get(legId)?.end();
  }

  /** Resolves with that, or after a second; at once for a leg that is not being joined. */
  async of(legId: LegId): Promise<void> {
    await this.#pending.get(legId)?.over;
  }
}
