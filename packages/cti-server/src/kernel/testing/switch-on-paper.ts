import type { LegId } from '@callweave/cti-core';
import type {
  FoundLeg,
  LegMark,
  SpyMode,
  SwitchFact,
  SwitchOrder,
} from '../../media-switch/media-switch.port.js';

type Fact = SwitchFact extends infer One ? (One extends SwitchFact ? Omit<One, 'at'> : never) : never;

interface PaperLeg {
  readonly legId: LegId;
  readonly direction: 'inbound' | 'outbound';
  readonly caller: string;
  readonly called: string;
  readonly extension: string | null;
  /** It has pictures: its caller offered them, or it was asked for them. */
  readonly video: boolean;
  mark: LegMark | null;
  answered: boolean;
  joinedTo: LegId | null;
  room: string | null;
  /** In its room, the others do not hear it. */
  muted: boolean;
  partedCause: string | null;
  /** It does not end with its partner: a caller's, or one that was parted from a partner. */
  stays: boolean;
  held: boolean;
  music: boolean;
  collecting: string | null;
  message: string | null;
  spiesOn: LegId | null;
  spyMode: SpyMode | null;
  readonly recordings: Set<string>;
  /** Of the recordings, those that keep silence now. */
  readonly masked: Set<string>;
}

/** A switch that carries every order out at once and tells what follows, in the order FreeSWITCH does. */
export class SwitchOnPaper {
  readonly legs = new Map<LegId, PaperLeg>();
  readonly orders: SwitchOrder[] = [];
  readonly registered = new Set<string>();
  /** Why the next legs to an extension fail, instead of ringing. */
  readonly failing = new Map<string, Extract<SwitchFact, { fact: 'leg.failed' }>['failure']>();
  /** Its gateways, and whether each is up. */
  readonly gateways = new Map([['pstn', true]]);
  /**
   * Gateways that carry no leg, and the cause that they give: `refused` when the switch does not even take the order, `silent` when
   * they never say a word.
   */
  readonly failingGateways = new Map<string, string>();
  /** Orders that it refuses, by name. */
  readonly refusing = new Set<SwitchOrder['do']>();
  /** Orders that it accepts and forgets, by name. */
  readonly forgetting = new Set<SwitchOrder['do']>();
  /** It carries pictures. */
  video = false;
  readonly facts: Fact[] = [];
  #legs = 0;

  arrive(caller: string, called: string, { video = false } = {}): LegId {
    this.#legs += 1;
    const legId = `customer-${this.#legs}` as LegId;
    this.legs.set(legId, { ...newLeg(legId, 'inbound', caller, called, null), video });
    const from = { caller, callerName: null, called, trunk: 'pstn' };
    this.facts.push({ fact: 'leg.arrived', legId, ...from, ...(video ? { video } : {}) });
    return legId;
  }

  /** True when it was carried out; false when it names a leg that is not there. */
  carryOut(order: SwitchOrder): boolean {
    this.orders.push(order);
    if (this.refusing.has(order.do)) return false;
    if (this.forgetting.has(order.do)) return true;
    if (order.do === 'switch.create-leg') return this.#create(order);
    const leg = this.legs.get(order.legId);
    if (leg === undefined) return false;
    const { legId } = leg;
    switch (order.do) {
      case 'switch.mark':
        leg.mark = order.mark;
        return true;
      case 'switch.answer':
        leg.answered = true;
        this.facts.push({ fact: 'leg.answered', legId });
        return true;
      case 'switch.collect':
        leg.collecting = order.tag;
        return true;
      case 'switch.play-music':
        leg.music = true;
        return true;
      case 'switch.stop-playing':
        leg.music = false;
        if (leg.message !== null) this.endMessage(legId);
        return true;
      case 'switch.record-message':
        leg.message = order.path;
        leg.recordings.add(order.path);
        this.facts.push({ fact: 'recording.started', legId, path: order.path });
        return true;
      case 'switch.join':
        return this.#join(leg, order.otherLegId);
      case 'switch.part':
        return this.#part(leg);
      case 'switch.confer':
        return this.#confer(leg, order.room);
      case 'switch.mute':
        if (leg.room === null) return false;
        leg.muted = order.muted;
        return true;
      case 'switch.answer-phone':
        if (leg.answered || leg.direction === 'inbound') return false;
        this.answer(legId);
        return true;
      case 'switch.spy':
        if (!this.legs.has(order.onLegId)) return false;
        leg.music = false;
        leg.spiesOn = order.onLegId;
        leg.spyMode = order.mode;
        this.facts.push({ fact: 'leg.spying', legId, onLegId: order.onLegId });
        return true;
      case 'switch.set-spy-mode':
        if (leg.spiesOn === null) return false;
        leg.spyMode = order.mode;
        return true;
      case 'switch.hold':
      case 'switch.retrieve':
        return this.hold(legId, order.do === 'switch.hold');
      case 'switch.start-recording':
        leg.recordings.add(order.path);
        this.facts.push({ fact: 'recording.started', legId, path: order.path });
        return true;
      case 'switch.stop-recording':
        if (!leg.recordings.delete(order.path)) return false;
        leg.masked.delete(order.path);
        this.facts.push({ fact: 'recording.stopped', legId, path: order.path, durationMs: 1_000 });
        return true;
      case 'switch.mask-recording':
        if (!leg.recordings.has(order.path)) return false;
        if (order.masked) leg.masked.add(order.path);
        else leg.masked.delete(order.path);
        return true;
      case 'switch.hang-up':
        this.end(legId, order.cause, 'switch');
        return true;
      default:
        return true;
    }
  }

  answer(legId: LegId): void {
    const leg = this.#leg(legId);
    leg.answered = true;
    this.facts.push({ fact: 'leg.answered', legId });
  }

  /** By order, or at the telephone itself. */
  hold(legId: LegId, held: boolean): boolean {
    const leg = this.#leg(legId);
    if (leg.joinedTo === null) return false;
    leg.held = held;
    this.facts.push({ fact: held ? 'leg.held' : 'leg.retrieved', legId });
    return true;
  }

  press(legId: LegId, digits: string): void {
    const leg = this.#leg(legId);
    if (leg.collecting === null) throw new Error(`${legId} is not asked for keys`);
    const tag = leg.collecting;
    leg.collecting = null;
    const outcome = digits === '' ? 'timed-out' : 'collected';
    this.facts.push({ fact: 'digits.collected', legId, tag, digits, outcome });
  }

  /** He has said what he had to say. */
  endMessage(legId: LegId): void {
    const leg = this.#leg(legId);
    if (leg.message === null) throw new Error(`${legId} leaves no message`);
    leg.recordings.delete(leg.message);
    this.facts.push({ fact: 'recording.stopped', legId, path: leg.message, durationMs: 1_000 });
    leg.message = null;
  }

  /** A key that nobody asked for. */
  strike(legId: LegId, digit: string): void {
    this.facts.push({ fact: 'leg.digit', legId: this.#leg(legId).legId, digit });
  }

  end(legId: LegId, cause: string, by: 'far-end' | 'switch'): void {
    const leg = this.#leg(legId);
    this.legs.delete(legId);
    const partner = leg.joinedTo === null ? undefined : this.legs.get(leg.joinedTo);
    if (leg.direction === 'outbound' && !leg.answered) {
      const failure = by === 'switch' ? 'cancelled' : cause === 'USER_BUSY' ? 'busy' : 'rejected';
      this.facts.push({ fact: 'leg.failed', legId, failure, cause });
    } else this.facts.push({ fact: 'leg.ended', legId, cause, by });
    for (const path of leg.recordings)
      this.facts.push({ fact: 'recording.stopped', legId, path, durationMs: 1_000 });
    for (const spy of this.legs.values()) {
      if (spy.spiesOn !== legId) continue;
      spy.spiesOn = null;
      this.facts.push({ fact: 'spy.ended', legId: spy.legId });
    }
    if (partner === undefined) return;
    partner.joinedTo = null;
    partner.held = false;
    partner.partedCause = cause;
    if (partner.stays || partner.mark?.party !== 'agent')
      this.facts.push({ fact: 'leg.parted', legId: partner.legId });
    else this.end(partner.legId, 'NORMAL_CLEARING', 'switch');
  }

  found(): FoundLeg[] {
    return [...this.legs.values()].map((leg) => ({
      legId: leg.legId,
      mark: leg.mark,
      direction: leg.direction,
      caller: leg.caller,
      callerName: null,
      called: leg.called,
      trunk: leg.direction === 'inbound' ? 'pstn' : null,
      video: leg.video,
      createdAt: 1,
      answeredAt: leg.answered ? 2 : null,
      joinedTo: leg.joinedTo,
      partedCause: leg.partedCause,
      held: leg.held,
      room: leg.room,
      spiesOn: leg.spiesOn,
      recordings: [...leg.recordings],
    }));
  }

  /** The leg that rings at an extension, or at a number outside. */
  ringingAt(at: string): LegId {
    const leg = [...this.legs.values()].find(
      (each) => each.direction === 'outbound' && each.called === at && !each.answered,
    );
    if (leg === undefined) throw new Error(`nothing rings at ${at}`);
    return leg.legId;
  }

  talkingAt(at: string): LegId {
    const leg = [...this.legs.values()].find(
      (each) => each.direction === 'outbound' && each.called === at && each.answered,
    );
    if (leg === undefined) throw new Error(`nobody talks at ${at}`);
    return leg.legId;
  }

  #create(order: SwitchOrder & { do: 'switch.create-leg' }): boolean {
    const { legId, target, mark } = order;
    const to = target.kind === 'extension' ? target.extension : target.number;
    const cause = target.kind === 'gateway' ? this.failingGateways.get(target.gateway) : undefined;
    if (cause === 'refused') return false;
    if (cause !== undefined && cause !== 'silent') {
      this.facts.push({ fact: 'leg.failed', legId, failure: 'unreachable', cause });
      return true;
    }
    const failure = this.failing.get(to);
    if (failure !== undefined) {
      this.facts.push({ fact: 'leg.failed', legId, failure, cause: failure.toUpperCase() });
      return true;
    }
    const extension = target.kind === 'extension' ? to : null;
    const video = this.video && order.video != null;
    this.legs.set(legId, {
      ...newLeg(legId, 'outbound', order.callerNumber, to, extension),
      mark,
      video,
    });
    if (cause === undefined) this.facts.push({ fact: 'leg.ringing', legId });
    return true;
  }

  #join(leg: PaperLeg, otherLegId: LegId): boolean {
    const other = this.legs.get(otherLegId);
    if (other === undefined) return false;
    const left = [leg, other].flatMap(({ joinedTo }) =>
      joinedTo === null || joinedTo === leg.legId || joinedTo === otherLegId ? [] : joinedTo,
    );
    for (const each of [leg, other]) {
      if (each.joinedTo !== null && each.joinedTo !== leg.legId && each.joinedTo !== otherLegId)
        this.#leaves(each.joinedTo);
      each.music = false;
      each.held = false;
      each.spiesOn = null;
      if (each.room === null) continue;
      const { room } = each;
      this.#leavesRoom(each);
      this.facts.push({ fact: 'leg.left-room', legId: each.legId, room });
    }
    leg.joinedTo = otherLegId;
    other.joinedTo = leg.legId;
    this.facts.push({ fact: 'legs.joined', legId: leg.legId, otherLegId });
    for (const legId of left) {
      this.#leg(legId).joinedTo = null;
      this.facts.push({ fact: 'leg.parted', legId });
    }
    return true;
  }

  /** All in a room hear one another; the partner that a leg had is left behind. */
  #confer(leg: PaperLeg, room: string): boolean {
    if (!leg.answered) return false;
    if (leg.joinedTo !== null) {
      const partnerId = leg.joinedTo;
      leg.joinedTo = null;
      leg.held = false;
      this.#leaves(partnerId);
    }
    leg.room = room;
    leg.stays = true;
    leg.music = false;
    this.facts.push({ fact: 'leg.conferred', legId: leg.legId, room });
    return true;
  }

  #leavesRoom(leg: PaperLeg): void {
    leg.room = null;
    leg.muted = false;
    leg.music = false;
  }

  #part(leg: PaperLeg): boolean {
    if (leg.room !== null) {
      const { room } = leg;
      this.#leavesRoom(leg);
      this.facts.push({ fact: 'leg.left-room', legId: leg.legId, room });
      return true;
    }
    if (leg.joinedTo === null) return false;
    const partnerId = leg.joinedTo;
    this.#leaves(leg.legId);
    this.#leaves(partnerId);
    return true;
  }

  /** It stands parked, and from now on ends with nobody. */
  #leaves(legId: LegId): void {
    const leg = this.legs.get(legId);
    if (leg === undefined) return;
    leg.joinedTo = null;
    leg.held = false;
    leg.stays = true;
    this.facts.push({ fact: 'leg.parted', legId });
  }

  #leg(legId: LegId): PaperLeg {
    const leg = this.legs.get(legId);
    if (leg === undefined) throw new Error(`${legId} is not up`);
    return leg;
  }
}

function newLeg(
  legId: LegId,
  direction: PaperLeg['direction'],
  caller: string,
  called: string,
  extension: string | null,
): PaperLeg {
  return {
    legId,
    direction,
    caller,
    called,
    extension,
    video: false,
    mark: null,
    answered: false,
    joinedTo: null,
    room: null,
    muted: false,
    partedCause: null,
    stays: false,
    held: false,
    music: false,
    collecting: null,
    message: null,
    spiesOn: null,
    spyMode: null,
    recordings: new Set(),
    masked: new Set(),
  };
}
