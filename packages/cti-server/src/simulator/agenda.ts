/** Where a simulation's clock begins: a Monday, midnight UTC. */
export const START_MS = Date.UTC(2026, 0, 5);

/** Something that will happen; `cancel` leaves it in the heap, where it does nothing when its time comes. */
export interface Happening {
  readonly at: number;
  readonly order: number;
  run: (() => void) | null;
}

/** What is to come, soonest first; of one instant, what was entered first. A binary heap. */
export class Agenda {
  readonly #heap: Happening[] = [];
  #entered = 0;

  get length(): number {
    return this.#heap.length;
  }

  get nextAt(): number | null {
    return this.#heap[0]?.at ?? null;
  }

  enter(at: number, run: () => void): Happening {
    const happening: Happening = { at, order: this.#entered++, run };
    const heap = this.#heap;
    let place = heap.length;
    heap.push(happening);
    while (place > 0) {
      const above = (place - 1) >>> 1;
      if (isBefore(heap[above] as Happening, happening)) break;
      heap[place] = heap[above] as Happening;
      place = above;
    }
    heap[place] = happening;
    return happening;
  }

  take(): Happening | null {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last) return null;
    if (heap.length > 0) this.#sink(last);
    return first;
  }

  #sink(happening: Happening): void {
    const heap = this.#heap;
    let place = 0;
    for (;;) {
      let below = 2 * place + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && isBefore(heap[below + 1] as Happening, heap[below] as Happening))
        below += 1;
      if (isBefore(happening, heap[below] as Happening)) break;
      heap[place] = heap[below] as Happening;
      place = below;
    }
    heap[place] = happening;
  }
}

function isBefore(one: Happening, other: Happening): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}
