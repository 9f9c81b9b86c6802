import type { LegId } from '@callweave/cti-core';
import type { FoundLeg } from '../media-switch.port.js';

/** What the adapter remembers of a channel between its events. */
export interface LegMemory {
  readonly legId: LegId;
  /** Came in, or made on our order. */
  readonly origin: 'arrived' | 'ordered';
  /** The trunk it uses, for its count. */
  readonly gateway: string | null;
  /** The channel exists; an ordered one may not yet. */
  seen: boolean;
  ringing: boolean;
  answered: boolean;
  /** The codec of its pictures; null while, or because, it has none. */
  pictures: string | null;
  joinedTo: LegId | null;
  /** It holds the one whom it is joined to. */
  held: boolean;
  room: string | null;
  /** On its way from one partner to the next: its being parked in between is nobody's business. */
  passing: 'leaving' | 'parked' | null;
  /** The leg it spies on, or is about to. */
  spiesOn: LegId | null;
  /** It has begun to. */
  spying: boolean;
  killed: boolean;
  /** Variables of the mark it carries. */
  marked: ReadonlySet<string>;
}

export function newLeg(legId: LegId, origin: LegMemory['origin'], gateway: string | null): LegMemory {
  return {
    legId,
    origin,
    gateway,
    seen: origin === 'arrived',
    ringing: false,
    answered: false,
    pictures: null,
    joinedTo: null,
    held: false,
    room: null,
    passing: null,
    spiesOn: null,
    spying: false,
    killed: false,
    marked: new Set(),
  };
}

export function foundLeg(found: FoundLeg, pictures: string | null): LegMemory {
  return {
    ...newLeg(found.legId, found.direction === 'outbound' ? 'ordered' : 'arrived', found.trunk),
    seen: true,
    ringing: found.direction === 'outbound',
    answered: found.answeredAt !== null,
    pictures,
    joinedTo: found.joinedTo,
    held: found.held,
    room: found.room,
    spiesOn: found.spiesOn,
    spying: found.spiesOn !== null,
    marked: new Set([
      'cw_call_id',
      'cw_party',
      ...Object.keys(found.mark?.facts ?? {}).map((name) => `cw_${name}`),
    ]),
  };
}
