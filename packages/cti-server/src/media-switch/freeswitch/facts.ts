import type { LegId } from '@callweave/cti-core';
import type { FoundLeg, GatewayState, SwitchFact } from '../media-switch.port.js';
import { roomOf } from './bridging.js';
import { endedBy, failureOf } from './causes.js';
import { callerOf } from './channel-headers.js';
import type { EslEvent } from './esl-event.js';
import { Gateways } from './gateways.js';
import { foundLeg, type LegMemory, newLeg } from './leg-memory.js';
import { DIGITS_VARIABLE } from './order-steps.js';
import { offersPictures, picturesOf, SOUND_ALONE, type SwitchCodecs } from './pictures.js';
import { type RegistrationRow, Registrations } from './registrations.js';

/** Each fact without its time. */
export type Fact = SwitchFact extends infer One ? (One extends SwitchFact ? Omit<One, 'at'> : never) : never;

/** What an application running on a leg was started for. */
export type AppPurpose =
  | { readonly is: 'play'; readonly legId: LegId; readonly tag: string }
  | { readonly is: 'collect'; readonly legId: LegId; readonly tag: string; readonly minDigits: number };

export interface SwitchPicture {
  readonly legs: readonly FoundLeg[];
  /** The codec of the pictures of those legs that have any. */
  readonly pictures: ReadonlyMap<LegId, string>;
  readonly codecs: SwitchCodecs;
  readonly registrations: readonly RegistrationRow[];
  /** `sofia xmlstatus gateway`. */
  readonly gateways: string;
}

/** What a leg is no longer when it is parked, or goes elsewhere. */
const ALONE = { joinedTo: null, held: false, room: null, passing: null } as const;

/**
 * Translates the switch's events to facts: no I/O, no clock, and a small memory of each channel that is ours. A
 * channel is ours when it came in and was parked, or when we ordered it.
 */
export class FactTranslator {
  readonly #recordingsPath: string;
  readonly #legs = new Map<LegId, LegMemory>();
  readonly #apps = new Map<string, AppPurpose>();
  readonly #originates = new Map<string, LegId>();
  /** By path, since the stop of a recording may follow its leg's end. */
  readonly #recordings = new Map<string, LegId>();
  readonly #registrations = new Registrations();
  readonly #gateways = new Gateways();
  #codecs: SwitchCodecs = SOUND_ALONE;

  constructor(recordingsPath: string) {
    this.#recordingsPath = `${recordingsPath.replace(/\/+$/, '')}/`;
  }

  get extensions(): string[] {
    return this.#registrations.extensions;
  }

  get gateways(): GatewayState[] {
    return this.#gateways.states;
  }

  /** As the switch said when it was connected. */
  get codecs(): SwitchCodecs {
    return this.#codecs;
  }

  leg(legId: LegId): LegMemory | undefined {
    return this.#legs.get(legId);
  }

  recordingsOf(legId: LegId): string[] {
    return [...this.#recordings].filter(([, of]) => of === legId).map(([path]) => path);
  }

  /** Who was joined to a leg and has not been told yet that he is left. */
  leftBy(legId: LegId): LegId[] {
    if (this.#legs.get(legId)?.joinedTo) return [];
    return [...this.#legs.values()].filter(({ joinedTo }) => joinedTo === legId).map((leg) => leg.legId);
  }

  /** Legs that were ordered and whose channel nobody has seen yet. */
  get unseen(): LegId[] {
    return [...this.#legs.values()].filter((leg) => !leg.seen).map((leg) => leg.legId);
  }

  /** Begins anew with what is on the switch. */
  reset(picture: SwitchPicture): void {
    this.#legs.clear();
    this.#apps.clear();
    this.#originates.clear();
    this.#recordings.clear();
    this.#codecs = picture.codecs;
    this.#registrations.reset(picture.registrations);
    this.#gateways.reset(picture.gateways);
    for (const found of picture.legs) {
      const leg = foundLeg(found, picture.pictures.get(found.legId) ?? null);
      this.#legs.set(found.legId, leg);
      this.#gateways.use(leg.gateway, 1);
      for (const path of found.recordings) this.#recordings.set(path, found.legId);
    }
  }

  /** A leg is about to be ordered. */
  ordered(legId: LegId, jobId: string, gateway: string | null, marked: ReadonlySet<string>): Fact[] {
    this.#legs.set(legId, { ...newLeg(legId, 'ordered', gateway), marked });
    this.#originates.set(jobId, legId);
    return this.#count(gateway, 1);
  }

  /** The switch did not take the order, and the one who gave it was told. */
  notOrdered(legId: LegId, jobId: string): Fact[] {
    this.#originates.delete(jobId);
    const leg = this.#legs.get(legId);
    if (!leg || leg.seen) return [];
    this.#legs.delete(legId);
    return this.#count(leg.gateway, -1);
  }

  /** The switch took the order to hold or to retrieve. */
  held(legId: LegId, held: boolean): Fact[] {
    const leg = this.#legs.get(legId);
    if (!leg || leg.held === held) return [];
    leg.held = held;
    return [{ fact: held ? 'leg.held' : 'leg.retrieved', legId }];
  }

  /** A leg is about to be parted from its partner, to go elsewhere. */
  passes(legId: LegId): void {
    const leg = this.#legs.get(legId);
    if (leg) leg.passing = 'leaving';
  }

  /** A leg does not get where it was going. */
  strands(legId: LegId): Fact[] {
    const leg = this.#legs.get(legId);
    const parked = leg?.passing === 'parked';
    if (leg) leg.passing = null;
    return parked ? [{ fact: 'leg.parted', legId }] : [];
  }

  /** A leg is about to be told to spy on another. */
  spies(legId: LegId, onLegId: LegId): void {
    const leg = this.#legs.get(legId);
    if (leg) Object.assign(leg, { spiesOn: onLegId, spying: false });
  }

  /** A leg is about to be told not to, or to do something else: what ends its spying is not the other leg's end. */
  spiesNoMore(legId: LegId): void {
    const leg = this.#legs.get(legId);
    if (leg) Object.assign(leg, { spiesOn: null, spying: false });
  }

  appStarts(appId: string, purpose: AppPurpose): void {
    this.#apps.set(appId, purpose);
  }

  appRefused(appId: string): void {
    this.#apps.delete(appId);
  }

  take(event: EslEvent): Fact[] {
    switch (event.type) {
      case 'BACKGROUND_JOB':
        return this.#jobDone(event);
      case 'CUSTOM':
        return this.#custom(event);
      case 'CHANNEL_BRIDGE':
        return this.#bridged(event);
      case 'RECORD_STOP':
        return this.#recordStopped(event);
      case 'MEDIA_BUG_START':
        return this.#spyingBegan(event);
      default: {
        const legId = event.getHeader('Unique-ID') as LegId | null;
        return legId === null ? [] : this.#ofLeg(event, legId);
      }
    }
  }

  #ofLeg(event: EslEvent, legId: LegId): Fact[] {
    if (event.type === 'CHANNEL_PARK') return this.#parked(event, legId);
    const leg = this.#legs.get(legId);
    if (!leg) return [];
    leg.seen = true;
    switch (event.type) {
      case 'CHANNEL_PROGRESS':
      case 'CHANNEL_PROGRESS_MEDIA':
        if (leg.origin !== 'ordered' || leg.ringing || leg.answered) return [];
        leg.ringing = true;
        return [{ fact: 'leg.ringing', legId }];
      case 'CHANNEL_ANSWER':
        leg.pictures = picturesOf(event);
        // An ordered leg can be joined from when it is parked, a moment later: it counts as answered then.
        if (leg.origin === 'ordered' || leg.answered) return [];
        leg.answered = true;
        return [{ fact: 'leg.answered', legId }];
      case 'CHANNEL_HOLD':
      case 'CHANNEL_UNHOLD':
        // By the telephone's own key.
        return this.held(legId, event.type === 'CHANNEL_HOLD');
      case 'DTMF': {
        const digit = event.getHeader('DTMF-Digit') ?? '';
        return /^[\d*#A-D]$/.test(digit) ? [{ fact: 'leg.digit', legId, digit }] : [];
      }
      case 'CHANNEL_EXECUTE_COMPLETE':
        return event.getHeader('Application') === 'eavesdrop'
          ? this.#spyingEnded(event, leg)
          : this.#appDone(event);
      case 'RECORD_START':
        return this.#recordStarted(event, legId);
      case 'CHANNEL_HANGUP_COMPLETE':
        return this.#ended(event, leg);
      default:
        return [];
    }
  }

  #parked(event: EslEvent, legId: LegId): Fact[] {
    const leg = this.#legs.get(legId);
    const answered = event.getHeader('Answer-State') === 'answered';
    if (!leg) {
      if (event.getHeader('Call-Direction') !== 'inbound' || event.getHeader('variable_cw_call_id'))
        return [];
      return this.#arrived(event, legId, answered);
    }
    leg.seen = true;
    if (leg.origin === 'ordered' && answered && !leg.answered) {
      leg.answered = true;
      return [{ fact: 'leg.answered', legId }];
    }
    const { joinedTo, room, passing } = leg;
    Object.assign(leg, ALONE, passing === 'leaving' ? { passing: 'parked' } : {});
    if (passing === 'leaving') return [];
    if (joinedTo !== null || passing === 'parked') return [{ fact: 'leg.parted', legId }];
    return room === null ? [] : [{ fact: 'leg.left-room', legId, room }];
  }

  #arrived(event: EslEvent, legId: LegId, answered: boolean): Fact[] {
    const from = callerOf(event);
    const video = offersPictures(event, this.#codecs);
    this.#legs.set(legId, {
      ...newLeg(legId, 'arrived', from.trunk),
      answered,
      pictures: answered ? picturesOf(event) : null,
    });
    const facts: Fact[] = [{ fact: 'leg.arrived', legId, ...from, ...(video ? { video } : {}) }];
    if (answered) facts.push({ fact: 'leg.answered', legId });
    return [...facts, ...this.#count(from.trunk, 1)];
  }

  #bridged(event: EslEvent): Fact[] {
    const a = event.getHeader('Bridge-A-Unique-ID') as LegId | null;
    const b = event.getHeader('Bridge-B-Unique-ID') as LegId | null;
    if (a === null || b === null) return [];
    const legs = [this.#legs.get(a), this.#legs.get(b)];
    if (!legs[0] && !legs[1]) return [];
    if (legs[0]) Object.assign(legs[0], ALONE, { joinedTo: b });
    if (legs[1]) Object.assign(legs[1], ALONE, { joinedTo: a });
    return [{ fact: 'legs.joined', legId: a, otherLegId: b }];
  }

  /** `conference::maintenance`. A leg that leaves its room is told when it stands parked, or is joined, or has ended. */
  #inRoom(event: EslEvent): Fact[] {
    const legId = event.getHeader('Unique-ID') as LegId | null;
    const room = roomOf(event.getHeader('Conference-Name'));
    const leg = legId === null ? undefined : this.#legs.get(legId);
    if (event.getHeader('Action') !== 'add-member' || room === null || !leg) return [];
    Object.assign(leg, ALONE, { room });
    return [{ fact: 'leg.conferred', legId: leg.legId, room }];
  }

  /** The event names the leg that is spied on only; orders to spy on the same one are carried out in turn. */
  #spyingBegan(event: EslEvent): Fact[] {
    const onLegId = event.getHeader('Unique-ID') as LegId | null;
    if (onLegId === null || event.getHeader('Media-Bug-Function') !== 'eavesdrop') return [];
    const leg = [...this.#legs.values()].find((one) => one.spiesOn === onLegId && !one.spying);
    if (!leg) return [];
    leg.spying = true;
    return [{ fact: 'leg.spying', legId: leg.legId, onLegId }];
  }

  #spyingEnded(event: EslEvent, leg: LegMemory): Fact[] {
    const spied = leg.spiesOn !== null;
    this.spiesNoMore(leg.legId);
    return spied && event.getHeader('Answer-State') !== 'hangup'
      ? [{ fact: 'spy.ended', legId: leg.legId }]
      : [];
  }

  #ended(event: EslEvent, leg: LegMemory): Fact[] {
    const cause = event.getHeader('Hangup-Cause') ?? 'NONE';
    return this.#gone(
      leg,
      leg.origin === 'ordered' && !leg.answered
        ? { fact: 'leg.failed', legId: leg.legId, failure: failureOf(cause, leg.killed), cause }
        : {
            fact: 'leg.ended',
            legId: leg.legId,
            cause,
            by: endedBy(event.getHeader('variable_sip_hangup_disposition'), leg.killed),
          },
    );
  }

  /** An originate that failed may never have had a channel; else its hang-up tells the same, a moment later. */
  #jobDone(event: EslEvent): Fact[] {
    const jobId = event.getHeader('Job-UUID') ?? '';
    const legId = this.#originates.get(jobId);
    this.#originates.delete(jobId);
    const leg = legId === undefined ? undefined : this.#legs.get(legId);
    const reply = event.getBody().trim();
    if (!leg || leg.answered || reply.startsWith('+OK')) return [];
    const cause = /^-ERR ([A-Z_]+)$/.exec(reply)?.[1] ?? 'NORMAL_UNSPECIFIED';
    return this.#gone(leg, {
      fact: 'leg.failed',
      legId: leg.legId,
      failure: failureOf(cause, leg.killed),
      cause,
    });
  }

  #gone(leg: LegMemory, fact: Fact): Fact[] {
    this.#legs.delete(leg.legId);
    for (const [appId, { legId }] of this.#apps) if (legId === leg.legId) this.#apps.delete(appId);
    return [fact, ...this.#count(leg.gateway, -1)];
  }

  #appDone(event: EslEvent): Fact[] {
    const appId = event.getHeader('Application-UUID') ?? '';
    const purpose = this.#apps.get(appId);
    this.#apps.delete(appId);
    // A leg that hangs up breaks off what plays; its end is told, not that.
    if (!purpose || event.getHeader('Answer-State') === 'hangup') return [];
    const { legId, tag } = purpose;
    if (purpose.is === 'play') return [{ fact: 'play.ended', legId, tag }];
    const digits = event.getHeader(`variable_${DIGITS_VARIABLE}`) ?? '';
    const ended = event.getHeader('variable_read_result') === 'success';
    const enough = digits.length >= purpose.minDigits && (digits !== '' || ended);
    return [{ fact: 'digits.collected', legId, tag, digits, outcome: enough ? 'collected' : 'timed-out' }];
  }

  #recordStarted(event: EslEvent, legId: LegId): Fact[] {
    const path = this.#belowRecordings(event);
    if (path === null) return [];
    this.#recordings.set(path, legId);
    return [{ fact: 'recording.started', legId, path }];
  }

  #recordStopped(event: EslEvent): Fact[] {
    const path = this.#belowRecordings(event);
    const legId = path === null ? undefined : this.#recordings.get(path);
    if (path === null || legId === undefined) return [];
    this.#recordings.delete(path);
    const ms = Number(event.getHeader('variable_record_ms') ?? Number.NaN);
    const seconds = Number(event.getHeader('variable_record_seconds') ?? 0);
    const durationMs = Number.isFinite(ms) ? ms : seconds * 1_000 || 0;
    return [{ fact: 'recording.stopped', legId, path, durationMs }];
  }

  #belowRecordings(event: EslEvent): string | null {
    const path = event.getHeader('Record-File-Path') ?? '';
    return path.startsWith(this.#recordingsPath) ? path.slice(this.#recordingsPath.length) : null;
  }

  #custom(event: EslEvent): Fact[] {
    switch (event.subclass) {
      case 'sofia::register':
      case 'sofia::unregister':
      case 'sofia::expire': {
        const change = this.#registrations.take(event);
        return change ? [{ fact: `extension.${change.is}`, extension: change.extension }] : [];
      }
      case 'conference::maintenance':
        return this.#inRoom(event);
      case 'sofia::gateway_state': {
        const gateway = this.#gateways.take(event);
        return gateway ? [{ fact: 'gateway.changed', gateway }] : [];
      }
      default:
        return [];
    }
  }

  #count(gatewayName: string | null, change: 1 | -1): Fact[] {
    const gateway = this.#gateways.use(gatewayName, change);
    return gateway ? [{ fact: 'gateway.changed', gateway }] : [];
  }
}
