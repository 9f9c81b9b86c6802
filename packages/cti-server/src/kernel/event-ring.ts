import type { JournalEntry } from './kernel.types.js';

/** The last events, so that a client that comes back within minutes misses none; older ones are forgotten. */
export class EventRing {
  readonly #entries: (JournalEntry | undefined)[];
  readonly #capacity: number;
  #lastSeq: number;
  #held = 0;

  constructor(capacity: number, lastSeq: number) {
    this.#capacity = capacity;
    this.#entries = new Array<JournalEntry | undefined>(capacity);
    this.#lastSeq = lastSeq;
  }

  get lastSeq(): number {
    return this.#lastSeq;
  }

  push(entry: JournalEntry): void {
    this.#entries[entry.seq % this.#capacity] = entry;
    this.#lastSeq = entry.seq;
    this.#held = Math.min(this.#held + 1, this.#capacity);
  }

  /** Every event after `seq`, in order; null when some of them are forgotten or `seq` was never given out. */
  after(seq: number): readonly JournalEntry[] | null {
    if (!Number.isSafeInteger(seq) || seq > this.#lastSeq || seq < this.#lastSeq - this.#held) return null;
    const found: JournalEntry[] = [];
    for (let next = seq + 1; next <= this.#lastSeq; next++) {
      const entry = this.#entries[next % this.#capacity];
      if (entry?.seq !== next) return null;
      found.push(entry);
    }
    return found;
  }
}
