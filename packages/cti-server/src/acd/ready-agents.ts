import type { Member } from './queue.js';
import { Ring } from './ring.js';

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
    for (const ring of this.#rings) yield* ring;
  }
}
