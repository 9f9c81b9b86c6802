import type { EpochMs } from '@callweave/cti-core';
import { OldestFirst } from '../kernel/collections/oldest-first.js';

/** Remembers one thing a key for a while; beyond its size the oldest is forgotten. */
export class Memory<Thing> {
  readonly #held = new OldestFirst<string, { readonly thing: Thing; readonly at: EpochMs }>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  remember(key: string, thing: Thing, at: EpochMs): void {
    this.#held.add(key, { thing, at });
    if (this.#held.size > this.#limit) this.#held.takeOldest();
  }

  /** What was remembered at `since` or later. */
  recall(key: string, since: EpochMs): Thing | null {
    const found = this.#held.get(key);
    return found && found.at >= since ? found.thing : null;
  }

  /** As {@link recall}, and forgets it. */
  take(key: string, since: EpochMs): Thing | null {
    const thing = this.recall(key, since);
    this.#held.delete(key);
    return thing;
  }
}
