/** Of two ends, which comes first; of one instant, whose server began first. */
function isBefore(end: number, began: number, otherEnd: number, otherBegan: number): boolean {
  return end < otherEnd || (end === otherEnd && began < otherBegan);
}

/** When the busy servers will be free, the soonest first: a binary heap of at most so many. */
export class EarliestEnds {
  readonly #ends: Float64Array;
  readonly #begins: Float64Array;
  #length = 0;

  constructor(limit: number) {
    this.#ends = new Float64Array(limit);
    this.#begins = new Float64Array(limit);
  }

  get isFull(): boolean {
    return this.#length === this.#ends.length;
  }

  /** Infinity when none is busy. */
  get first(): number {
    return this.#length === 0 ? Number.POSITIVE_INFINITY : (this.#ends[0] as number);
  }

  /** When the one began who will be free first. */
  get firstBegan(): number {
    return this.#begins[0] as number;
  }

  add(end: number, began: number): void {
    let place = this.#length++;
    while (place > 0) {
      const above = (place - 1) >>> 1;
      if (!isBefore(end, began, this.#endAt(above), this.#beganAt(above))) break;
      this.#put(place, this.#endAt(above), this.#beganAt(above));
      place = above;
    }
    this.#put(place, end, began);
  }

  replaceFirst(end: number, began: number): void {
    let place = 0;
    for (;;) {
      let below = 2 * place + 1;
      if (below >= this.#length) break;
      const other = below + 1;
      if (other < this.#length && this.#isBefore(other, below)) below = other;
      if (!isBefore(this.#endAt(below), this.#beganAt(below), end, began)) break;
      this.#put(place, this.#endAt(below), this.#beganAt(below));
      place = below;
    }
    this.#put(place, end, began);
  }

  removeFirst(): void {
    this.#length -= 1;
    if (this.#length > 0) this.replaceFirst(this.#endAt(this.#length), this.#beganAt(this.#length));
  }

  #isBefore(one: number, other: number): boolean {
    return isBefore(this.#endAt(one), this.#beganAt(one), this.#endAt(other), this.#beganAt(other));
  }

  #endAt(place: number): number {
    return this.#ends[place] as number;
  }

  #beganAt(place: number): number {
    return this.#begins[place] as number;
  }

  #put(place: number, end: number, began: number): void {
    this.#ends[place] = end;
    this.#begins[place] = began;
  }
}
