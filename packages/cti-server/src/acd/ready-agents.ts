import type { Member } from './queue.js';

/** Those of one level, by the strategy's key and then by the queue's list. */
export class Ring {
  readonly level: number;
  readonly members: Member[] = [];
  /** Their keys, side by side in memory: looking for a place touches no members. */
  readonly #keys: number[] = [];

  constructor(level: number) {
    this.level = level;
  }

  /** The first index behind the member of this position, in the order of the list; only where all keys are equal. */
  behind(position: number): number {
    let from = 0;
    let to = this.members.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      if ((this.members[middle] as Member).position > position) to = middle;
      else from = middle + 1;
    }
    return from;
  }

  add(member: Member): void {
    const { key } = member;
    const last = this.#keys.length - 1;
    // Whoever becomes ready has mostly the latest key.
    if (last < 0 || (this.#keys[last] as number) < key) {
      this.#keys.push(key);
      this.members.push(member);
      return;
    }
    const at = this.#placeOf(member);
    this.#keys.splice(at, 0, key);
    this.members.splice(at, 0, member);
  }

  remove(member: Member): void {
    const at = this.#placeOf(member);
    if (this.members[at] !== member) return;
    this.#keys.splice(at, 1);
    this.members.splice(at, 1);
  }

  #placeOf({ key, position }: Member): number {
    let from = 0;
    let to = this.#keys.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      const its = this.#keys[middle] as number;
      const before = its < key || (its === key && (this.members[middle] as Member).position < position);
      if (before) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}

/** Agents who may be offered what waits in a queue now, in the order in which they are: ring by ring. */
export class ReadyAgents {
  readonly #rings: Ring[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** From the innermost outwards; some may be empty. */
  get rings(): readonly Ring[] {
    return this.#rings;
  }

  add(member: Member): void {
    const { level } = member;
    let ring = this.#rings.find((one) => one.level === level);
    if (!ring) {
      ring = new Ring(level);
      this.#rings.push(ring);
      this.#rings.sort((one, other) => one.level - other.level);
    }
    ring.add(member);
    this.#length += 1;
  }

  /** He must be here, by the key he came with. */
  remove(member: Member): void {
    this.#rings.find(({ level }) => level === member.level)?.remove(member);
    this.#length -= 1;
  }

  *[Symbol.iterator](): IterableIterator<Member> {
    for (const { members } of this.#rings) yield* members;
  }
}
