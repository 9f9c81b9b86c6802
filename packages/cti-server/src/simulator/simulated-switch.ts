import type { LegId } from '@callweave/cti-core';
import type { UndrawnMark } from '../kernel/index.js';
import type { FoundLeg, LegMark, SwitchFact, SwitchOrder } from '../media-switch/media-switch.port.js';

interface SimulatedLeg<Customer> {
  readonly legId: LegId;
  /** Who calls; null of an agent's leg. */
  readonly customer: Customer | null;
  readonly extension: string | null;
  readonly caller: string;
  readonly called: string;
  readonly trunk: string | null;
  readonly createdAt: number;
  mark: LegMark | null;
  answeredAt: number | null;
  joinedTo: LegId | null;
  partedCause: string | null;
}

/** What people do when the switch rings, connects or drops them. */
export interface People<Customer> {
  phoneRings(extension: string, legId: LegId): void;
  /** Customer and agent hear each other. */
  talkBegins(customer: Customer): void;
  customerGone(customer: Customer): void;
}

/** How a phone takes a call that is sent to it. */
export type PhoneState = 'rings' | 'refuses' | 'away';

/**
 * A switch without sound: it carries every order out at once and tells what follows, in FreeSWITCH's order. It keeps no
 * history, so that it costs the same on the millionth call as on the first.
 */
export class SimulatedSwitch<Customer = unknown> {
  readonly registered = new Set<string>();
  /** False: facts get lost on the way, as when the connection to the switch is gone. */
  connected = true;
  readonly #legs = new Map<LegId, SimulatedLeg<Customer>>();
  readonly #people: People<Customer>;
  readonly #phone: (extension: string) => PhoneState;
  readonly #tell: (fact: SwitchFact) => void;
  readonly #now: () => number;
  readonly #keepsMarks: boolean;
  #count = 0;

  constructor(parts: {
    readonly people: People<Customer>;
    readonly phone: (extension: string) => PhoneState;
    readonly tell: (fact: SwitchFact) => void;
    readonly now: () => number;
    /** The connection will be lost some time: only when it is back are marks read. */
    readonly keepsMarks: boolean;
  }) {
    this.#people = parts.people;
    this.#phone = parts.phone;
    this.#tell = parts.tell;
    this.#now = parts.now;
    this.#keepsMarks = parts.keepsMarks;
  }

  nextLegId(): LegId {
    this.#count += 1;
    return `customer-${this.#count}` as LegId;
  }

  arrive(
    legId: LegId,
    customer: Customer,
    {
      caller,
      called,
      trunk,
    }: { readonly caller: string; readonly called: string; readonly trunk: string | null },
  ): void {
    this.#legs.set(legId, this.#newLeg(legId, { customer, caller, called, extension: null, trunk }));
    this.#say({ fact: 'leg.arrived', at: this.#now(), legId, caller, callerName: null, called, trunk });
  }

  /** False when it names a leg that is not there, or nobody hears it. */
  carryOut(order: SwitchOrder | UndrawnMark): boolean {
    if (!this.connected) return false;
    if (order.do === 'switch.create-leg') return this.#create(order);
    const leg = this.#legs.get(order.legId);
    if (!leg) return false;
    const { legId } = leg;
    switch (order.do) {
      case 'switch.mark':
        if (this.#keepsMarks) leg.mark = 'drawMark' in order ? order.drawMark() : order.mark;
        return true;
      case 'switch.answer':
        leg.answeredAt = this.#now();
        this.#say({ fact: 'leg.answered', at: this.#now(), legId });
        return true;
      case 'switch.play':
        this.#say({ fact: 'play.ended', at: this.#now(), legId, tag: order.tag });
        return true;
      case 'switch.record-message':
        // Nobody has anything to say.
        this.#say({ fact: 'recording.started', at: this.#now(), legId, path: order.path });
        this.#say({ fact: 'recording.stopped', at: this.#now(), legId, path: order.path, durationMs: 0 });
        return true;
      case 'switch.join':
        return this.#join(leg, order.otherLegId);
      case 'switch.hang-up':
        this.end(legId, order.cause, 'switch');
        return true;
      default:
        return true;
    }
  }

  answer(legId: LegId): void {
    const leg = this.#legs.get(legId);
    if (!leg || leg.answeredAt !== null) return;
    leg.answeredAt = this.#now();
    this.#say({ fact: 'leg.answered', at: this.#now(), legId });
  }

  end(legId: LegId, cause: string, by: 'far-end' | 'switch'): void {
    const leg = this.#legs.get(legId);
    if (!leg) return;
    this.#legs.delete(legId);
    if (leg.customer !== null) this.#people.customerGone(leg.customer);
    if (leg.extension !== null && leg.answeredAt === null) {
      const failure = by === 'switch' ? 'cancelled' : 'rejected';
      this.#say({ fact: 'leg.failed', at: this.#now(), legId, failure, cause });
    } else this.#say({ fact: 'leg.ended', at: this.#now(), legId, cause, by });
    const partner = leg.joinedTo === null ? undefined : this.#legs.get(leg.joinedTo);
    if (!partner) return;
    partner.joinedTo = null;
    partner.partedCause = cause;
    if (partner.extension === null) this.#say({ fact: 'leg.parted', at: this.#now(), legId: partner.legId });
    else this.end(partner.legId, 'NORMAL_CLEARING', 'switch');
  }

  /** The leg an extension talks on. */
  talkingAt(extension: string): LegId | null {
    for (const leg of this.#legs.values()) {
      if (leg.extension === extension && leg.answeredAt !== null) return leg.legId;
    }
    return null;
  }

  found(): FoundLeg[] {
    return [...this.#legs.values()].map((leg) => ({
      legId: leg.legId,
      mark: leg.mark,
      direction: leg.extension === null ? 'inbound' : 'outbound',
      caller: leg.caller,
      callerName: null,
      called: leg.called,
      trunk: leg.trunk,
      video: false,
      createdAt: leg.createdAt,
      answeredAt: leg.answeredAt,
      joinedTo: leg.joinedTo,
      partedCause: leg.partedCause,
      held: false,
      room: null,
      spiesOn: null,
      recordings: [],
    }));
  }

  #say(fact: SwitchFact): void {
    if (this.connected) this.#tell(fact);
  }

  #create(order: SwitchOrder & { do: 'switch.create-leg' }): boolean {
    const { legId, target, mark } = order;
    const extension = target.kind === 'extension' ? target.extension : target.number;
    const phone = this.registered.has(extension) ? this.#phone(extension) : 'away';
    if (phone !== 'rings') {
      const failure = phone === 'away' ? 'unreachable' : 'rejected';
      this.#say({
        fact: 'leg.failed',
        at: this.#now(),
        legId,
        failure,
        cause: failure === 'rejected' ? 'CALL_REJECTED' : 'USER_NOT_REGISTERED',
      });
      return true;
    }
    const leg = this.#newLeg(legId, {
      customer: null,
      caller: order.callerNumber,
      called: extension,
      extension,
      trunk: null,
    });
    if (this.#keepsMarks) leg.mark = mark;
    this.#legs.set(legId, leg);
    this.#say({ fact: 'leg.ringing', at: this.#now(), legId });
    this.#people.phoneRings(extension, legId);
    return true;
  }

  #join(leg: SimulatedLeg<Customer>, otherLegId: LegId): boolean {
    const other = this.#legs.get(otherLegId);
    if (!other) return false;
    leg.joinedTo = otherLegId;
    other.joinedTo = leg.legId;
    this.#say({ fact: 'legs.joined', at: this.#now(), legId: leg.legId, otherLegId });
    const customer = leg.customer ?? other.customer;
    if (customer !== null) this.#people.talkBegins(customer);
    return true;
  }

  #newLeg(
    legId: LegId,
    {
      customer,
      caller,
      called,
      extension,
      trunk,
    }: Pick<SimulatedLeg<Customer>, 'customer' | 'caller' | 'called' | 'extension' | 'trunk'>,
  ): SimulatedLeg<Customer> {
    return {
      legId,
      customer,
      extension,
      caller,
      called,
      trunk,
      createdAt: this.#now(),
      mark: null,
      answeredAt: null,
      joinedTo: null,
      partedCause: null,
    };
  }
}
