/** Something that will happen; whoever sets it to null cancels it, and it means nothing when its time comes. */
export interface Happening<What> {
  what: What | null;
  readonly at: number;
  /** Order among those of one instant. */
  readonly order: number;
}

/** What is to come later than the present bucket is not put in order before its bucket is. */
const BUCKET_MS = 16_000;
/** Buckets of a round, which is some four and a half hours. */
const BUCKETS = 1_024;
/** Children of a place in the heap: their times lie side by side in memory. */
const BRANCHES = 4;

/**
 * What is to come, soonest first; of one instant, what was entered first. The nearest stand in a heap, whose times stand apart
 * from what happens, so that comparing them touches no objects; the rest in buckets by time, since most of it is cancelled
 * before it is near.
 */
export class Agenda<What> {
  readonly #heap: Happening<What>[] = [];
  #times = new Float64Array(1_024);
  /** Those of the present round, by number. */
  readonly #buckets: Happening<What>[][] = Array.from({ length: BUCKETS }, () => []);
  /** What comes in later rounds, in the order it was entered. */
  #beyond: Happening<What>[] = [];
  /** Happenings in buckets and beyond. */
  #later = 0;
  /** The number of the bucket that is in the heap, with all before it. */
  #present = 0;
  #entered = 0;

  /** When the next happens, cancelled or not; null when nothing does. */
  get nextAt(): number | null {
    while (this.#heap.length === 0 && this.#later > 0) this.#openNextBucket();
    return this.#heap[0]?.at ?? null;
  }

  /** Enters what happens at a time, which is rounded to whole milliseconds, as clocks show them. */
  enter(at: number, what: What): Happening<What> {
    const happening: Happening<What> = { what, at: Math.round(at), order: this.#entered++ };
    if (bucketOf(happening) <= this.#present) this.#rise(happening);
    else {
      this.#keep(happening);
      this.#later += 1;
    }
    return happening;
  }

  take(): Happening<What> | null {
    if (this.nextAt === null) return null;
    const first = this.#heap[0] as Happening<What>;
    const last = this.#heap.pop() as Happening<What>;
    if (this.#heap.length > 0) this.#sink(last);
    return first;
  }

  #keep(happening: Happening<What>): void {
    const number = bucketOf(happening);
    if (roundOf(number) === roundOf(this.#present)) this.#buckets[number % BUCKETS]?.push(happening);
    else this.#beyond.push(happening);
  }

  #openNextBucket(): void {
    this.#present += 1;
    const place = this.#present % BUCKETS;
    // Whatever is entered for this round from now on comes behind what was entered before.
    if (place === 0) {
      const beyond = this.#beyond;
      this.#beyond = [];
      for (const happening of beyond) this.#keep(happening);
    }
    const bucket = this.#buckets[place] as Happening<What>[];
    if (bucket.length === 0) return;
    this.#buckets[place] = [];
    this.#later -= bucket.length;
    for (const happening of bucket) if (happening.what !== null) this.#rise(happening);
  }

  #rise(happening: Happening<What>): void {
    let place = this.#heap.length;
    this.#heap.push(happening);
    if (place === this.#times.length) this.#grow();
    while (place > 0) {
      const above = Math.trunc((place - 1) / BRANCHES);
      // Of one instant, whatever is in already was entered before.
      if ((this.#times[above] as number) <= happening.at) break;
      this.#put(place, this.#heap[above] as Happening<What>, this.#times[above] as number);
      place = above;
    }
    this.#put(place, happening, happening.at);
  }

  #sink(happening: Happening<What>): void {
    const { length } = this.#heap;
    const { at } = happening;
    let place = 0;
    for (;;) {
      const below = BRANCHES * place + 1;
      if (below >= length) break;
      const soonest = this.#soonestOf(below, Math.min(below + BRANCHES, length));
      const soonestAt = this.#times[soonest] as number;
      if (at < soonestAt) break;
      if (at === soonestAt && happening.order < (this.#heap[soonest] as Happening<What>).order) break;
      this.#put(place, this.#heap[soonest] as Happening<What>, soonestAt);
      place = soonest;
    }
    this.#put(place, happening, at);
  }

  #soonestOf(from: number, until: number): number {
    let soonest = from;
    let soonestAt = this.#times[from] as number;
    for (let other = from + 1; other < until; other++) {
      const at = this.#times[other] as number;
      if (at > soonestAt) continue;
      if (at === soonestAt && this.#orderAt(other) > this.#orderAt(soonest)) continue;
      soonest = other;
      soonestAt = at;
    }
    return soonest;
  }

  #orderAt(place: number): number {
    return (this.#heap[place] as Happening<What>).order;
  }

  #put(place: number, happening: Happening<What>, at: number): void {
    this.#heap[place] = happening;
    this.#times[place] = at;
  }

  #grow(): void {
    const larger = new Float64Array(2 * this.#times.length);
    larger.set(this.#times);
    this.#times = larger;
  }
}

function roundOf(bucket: number): number {
  return Math.floor(bucket / BUCKETS);
}

function bucketOf({ at }: Happening<unknown>): number {
  return Math.floor(at / BUCKET_MS);
}
