import type { Member } from './queue.js';

/** Those of one level, by the strategy's key and then by the queue's list. */
export class Ring {
  readonly level: number;
  readonly members: Member[] = [];
  /** Their keys and positions, side by side in memory: looking for a place touches no members. */
  readonly #keys: number[] = [];
  readonly #positions: number[] = [];

  constructor(level: number) {
    this.level = level;
  }

  /** The first index behind the member of this position, in the order of the list; only where all keys are equal. */
  behind(position: number): number {
    return this.members.length === 0 ? 0 : this.#placeOf(this.#keys[0] as number, position + 1);
  }

  add(member: Member): void {
    const { key, position } = member;
    const last = this.#keys.length - 1;
    // Whoever becomes ready has mostly the latest key.
    const at = last < 0 || (this.#keys[last] as number) < key ? last + 1 : this.#placeOf(key, position);
    this.#keys.splice(at, 0, key);
    this.#positions.splice(at, 0, position);
    this.members.splice(at, 0, member);
  }

  remove(member: Member): void {
    const at = this.#placeOf(member.key, member.position);
    if (this.members[at] !== member) return;
    this.#keys.splice(at, 1);
    this.#positions.splice(at, 1);
    this.members.splice(at, 1);
  }

  /** The index of whoever has this key and position, or where he would be put. */
  #placeOf(key: number, position: number): number {
    let from = 0;
    let to = this.#keys.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      const its = this.#keys[middle] as number;
      if (its < key || (its === key && (this.#positions[middle] as number) < position)) from = middle + 1;
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
