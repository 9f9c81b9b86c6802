import type { Member } from './queue.js';

/** Room at the front that is given back when it is more than what is used. */
const ROOM_KEPT = 32;

/**
 * Those of one level, by the strategy's key and then by the queue's list. Mostly the first goes and a last comes: the shorter
 * side makes room or closes up, so that neither moves the others.
 */
export class Ring {
  readonly level: number;
  /** From {@link Ring.#from} on; what is before is room. */
  readonly #members: (Member | null)[] = [];
  /** Their keys and positions, side by side in memory: looking for a place touches no members. */
  readonly #keys: number[] = [];
  readonly #positions: number[] = [];
  #from = 0;

  constructor(level: number) {
    this.level = level;
  }

  get length(): number {
    return this.#keys.length - this.#from;
  }

  /** The member at an index below {@link Ring.length}. */
  at(index: number): Member {
    return this.#members[this.#from + index] as Member;
  }

  /** The first index behind the member of this position, in the order of the list; only where all keys are equal. */
  behind(position: number): number {
    return this.length === 0 ? 0 : this.#placeOf(this.#keys[this.#from] as number, position + 1) - this.#from;
  }

  add(member: Member): void {
    const { key, position } = member;
    const end = this.#keys.length;
    // Whoever becomes ready has mostly the latest key.
    const latest = this.length === 0 || (this.#keys[end - 1] as number) < key;
    let place = latest ? end : this.#placeOf(key, position);
    if (this.#from > 0 && place - this.#from < end - place) {
      this.#from -= 1;
      place -= 1;
      for (let to = this.#from; to < place; to++) this.#move(to + 1, to);
    } else {
      this.#members.push(null);
      this.#keys.push(0);
      this.#positions.push(0);
      for (let to = end; to > place; to--) this.#move(to - 1, to);
    }
    this.#members[place] = member;
    this.#keys[place] = key;
    this.#positions[place] = position;
  }

  remove(member: Member): void {
    const place = this.#placeOf(member.key, member.position);
    if (this.#members[place] !== member) return;
    const last = this.#keys.length - 1;
    if (place - this.#from < last - place) {
      for (let to = place; to > this.#from; to--) this.#move(to - 1, to);
      this.#members[this.#from] = null;
      this.#from += 1;
    } else {
      for (let to = place; to < last; to++) this.#move(to + 1, to);
      this.#members.pop();
      this.#keys.pop();
      this.#positions.pop();
    }
    if (this.#from > ROOM_KEPT && this.#from > this.length) this.#giveRoomBack();
  }

  *[Symbol.iterator](): IterableIterator<Member> {
    for (let index = 0; index < this.length; index++) yield this.at(index);
  }

  #move(from: number, to: number): void {
    this.#members[to] = this.#members[from] as Member;
    this.#keys[to] = this.#keys[from] as number;
    this.#positions[to] = this.#positions[from] as number;
  }

  #giveRoomBack(): void {
    for (const column of [this.#members, this.#keys, this.#positions]) column.splice(0, this.#from);
    this.#from = 0;
  }

  /** Where whoever has this key and position is, or would be put. */
  #placeOf(key: number, position: number): number {
    let from = this.#from;
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
