import type {
  AgentId,
  CallData,
  CallDirection,
  CallId,
  Destination,
  EndedBy,
  EpochMs,
  LegId,
  LegSnapshot,
  OfferId,
  QueueId,
  RecordingId,
} from '@callweave/cti-core';
import { callWith, legWith } from './call.change.js';
import type { CallBack } from './call-back.js';
import type { CallWants } from './call-wants.js';
import type { WrittenDown } from './written-down.js';

export type Leg = Readonly<LegSnapshot>;

export interface Offer {
  readonly offerId: OfferId;
  readonly agentId: AgentId;
  readonly legId: LegId;
  readonly startedAt: EpochMs;
  readonly deadline: EpochMs;
  /** His softphone picks up by itself. */
  readonly autoAnswer: boolean;
  /** He picked up, and the switch was told to join him and the caller. */
  readonly joining: boolean;
  /** He talks, and nothing rings (AGT-4): `legId` is the leg he talks on. */
  readonly waiting: boolean;
}

/** The serving agent's end of a call that talks. */
export interface AgentLine {
  readonly agentId: AgentId;
  /** `lost`: his browser vanished; the caller hears music until he is back or the wait is over. */
  readonly at:
    | { readonly is: 'here'; readonly legId: LegId }
    | { readonly is: 'lost'; readonly since: EpochMs };
  /** The leg that brings him back after a reload, until it is joined. */
  readonly returningLegId: LegId | null;
  /** The other party stands parked, without a partner. */
  readonly parted: boolean;
  /**
   * He holds the other party by parting: it hears music, and his leg stands alone or talks in another call of his
   * (`world.legs` says where).
   */
  readonly apart: boolean;
}

/** One call of a pair of which one is a consultation about the other; see consult.ts. */
export type Consult =
  /** This is the consultation. */
  | { readonly is: 'about'; readonly callId: CallId }
  /** The caller of this waits meanwhile. `completing`: he and who was asked were ordered to be joined. */
  | { readonly is: 'by'; readonly callId: CallId; readonly completing: boolean };

/** A caller is handed on; see transfer.ts. */
export interface Transfer {
  readonly by: AgentId;
  readonly destination: Destination;
  readonly startedAt: EpochMs;
}

/** Where a call is parked; see park.ts. */
export interface ParkedAt {
  readonly slot: string;
  readonly by: AgentId;
  readonly since: EpochMs;
  readonly until: EpochMs;
}

/** One of a conference; see conference.ts. */
export interface Conferee {
  readonly legId: LegId;
  readonly agentId: AgentId | null;
  /**
   * `ringing`: his phone; `entering`: the switch was told to let him in; `lost`: his browser vanished, and he may come
   * back.
   */
  readonly at: 'ringing' | 'entering' | 'in' | 'lost';
  readonly muted: boolean;
  /** His talk time counts from here; null before he was in. */
  readonly talksSince: EpochMs | null;
}

/*
 *            ┌──────────── hang-up, from anywhere ──────────────────────────────▶ ended
 *  arrived ▶ ivr ──▶ queued ──offer──▶ offered ──joined──▶ talking ─────────────▶ ended
 *                      ▲                  │                  │  ▲ │
 *                      ├──missed, refused─┘                  │  └─┘ lost ⇄ here (AGT-8)
 *                      └─────────────── agent gone for good ─┘
 *  queued ⇄ forwarded: see forward.ts
 *  talking ⇄ conference: see conference.ts
 *  talking ▶ transferring ▶ talking, and back: see transfer.ts; talking ▶ parked ▶ transferring: see park.ts
 *  call.make ▶ dialling: own phone ▶ target rings (an agent's: with an offer) ──joined──▶ talking
 */
export type Stage =
  | { readonly phase: 'ivr' }
  | { readonly phase: 'queued' }
  /** One agent's phone rings, or in a ring-all queue those of several; never of none. */
  | { readonly phase: 'offered'; readonly offers: readonly Offer[] }
  | {
      readonly phase: 'dialling';
      readonly agentId: AgentId;
      /** The maker's own leg, rung first. */
      readonly legId: LegId;
      readonly target: DialTarget;
      /** Set when the maker's leg was answered and the target rings. */
      readonly targetLegId: LegId | null;
      /** When the target is a logged-in agent. */
      readonly offer: Offer | null;
      /** The maker's leg is lent by another call of his, and has to be parted there before the target is dialled. */
      readonly parting: boolean;
    }
  /** `peerApart`: the other party is an agent, who holds by parting as in {@link AgentLine}. */
  | { readonly phase: 'talking'; readonly line: AgentLine; readonly peerApart: boolean }
  /** Sent on to a number outside; `joined`: the two talk, and he waits no more. */
  | {
      readonly phase: 'forwarded';
      readonly legId: LegId;
      readonly joined: boolean;
      /** An agent sent him there, not a rule of his queue. */
      readonly transfer: Transfer | null;
    }
  | {
      readonly phase: 'transferring';
      readonly transfer: Transfer;
      /** Null until he is parted from whoever handed him on. */
      readonly offer: Offer | null;
      readonly to: 'destination' | 'back';
      /** Where he was, of one who is being picked up. */
      readonly from: ParkedAt | null;
    }
  | { readonly phase: 'parked'; readonly parked: ParkedAt }
  | {
      readonly phase: 'conference';
      /** Whoever brought them together; null once he has left. */
      readonly moderator: AgentId | null;
      readonly locked: boolean;
      readonly parties: readonly Conferee[];
      /** Agents who are rung to come in. */
      readonly invited: readonly Offer[];
    }
  | {
      readonly phase: 'ended';
      readonly at: EpochMs;
      readonly by: EndedBy;
      readonly cause: string;
      /** He waited for an agent until then. */
      readonly abandoned: boolean;
    };

/** Where somebody is reached; by which gateway, is decided when he is rung. */
export type Phone =
  | { readonly is: 'extension'; readonly extension: string }
  | { readonly is: 'outside'; readonly number: string };

/** Whom `call.make` reaches; an agent at an extension sees an offer, any other phone only rings. */
export interface DialTarget {
  readonly phone: Phone;
  readonly agentId: AgentId | null;
}

/** A call: an immutable value, of which the kernel holds the newest. */
export interface Call {
  readonly callId: CallId;
  readonly direction: CallDirection;
  readonly stage: Stage;
  readonly caller: string;
  readonly callerName: string | null;
  readonly called: string;
  readonly trunk: string | null;
  /** The party that is not the serving agent: the customer; in an internal call, the one who was called. */
  readonly customerLegId: LegId | null;
  readonly queueId: QueueId | null;
  /** The agent who talks or talked last. */
  readonly agentId: AgentId | null;
  readonly keys: string;
  /** Where he stands in his flow, as his channel's mark says it; null at its beginning. */
  readonly flowPlace: string | null;
  readonly data: CallData;
  readonly legs: readonly Leg[];
  readonly arrivedAt: EpochMs;
  readonly queuedAt: EpochMs | null;
  /** From when he stands in the order of his queue, when he took a place that is older than his own wait. */
  readonly standsSince: EpochMs | null;
  readonly answeredAt: EpochMs | null;
  readonly heldSince: EpochMs | null;
  /** When the present agent and the caller were joined; his talk time counts from here. */
  readonly talkingSince: EpochMs | null;
  readonly wants: CallWants;
  /** Queues whose rules sent him on. */
  readonly overflowedFrom: readonly QueueId[];
  readonly callBack: CallBack | null;
  readonly consult: Consult | null;
  readonly recording: {
    readonly recordingId: RecordingId;
    readonly path: string;
    /** What is said is left out. */
    readonly paused: boolean;
    /** Begun by a rule, which nobody undoes, or by somebody's word. */
    readonly by: 'rule' | 'demand';
  } | null;
  /** A rule says that it is not recorded, whoever asks. */
  readonly unrecordable: boolean;
  /** A video call: those who are rung for it are asked for pictures as well; whether they send any is theirs. */
  readonly video: boolean;
  readonly written: WrittenDown;
  /** What he leaves on a voicemail; `done` until the flow has gone on. */
  readonly message: {
    readonly recordingId: RecordingId;
    readonly path: string;
    readonly done: boolean;
  } | null;
  /** Supervisors who hear it, where agents are told; empty where they are not. */
  readonly supervisedBy: readonly AgentId[];
}

/** How many of a call's ended legs stay readable; a caller of many missed offers has hundreds. */
const ENDED_LEGS_KEPT = 20;

export function isLive(leg: Leg): boolean {
  return leg.state !== 'ended' && leg.state !== 'failed';
}

export function legOf(call: Call, legId: LegId | null): Leg | undefined {
  return legId === null ? undefined : call.legs.find((leg) => leg.legId === legId);
}

export function withLeg(call: Call, leg: Leg): Call {
  const ended = call.legs.filter((other) => !isLive(other));
  const surplus = ended.length > ENDED_LEGS_KEPT ? ended[0] : undefined;
  const kept = surplus === undefined ? call.legs : call.legs.filter((other) => other !== surplus);
  return callWith(call, { legs: [...kept, leg] });
}

export function changeLeg(call: Call, legId: LegId, change: Partial<Leg>): Call {
  return callWith(call, {
    legs: call.legs.map((leg) => (leg.legId === legId ? legWith(leg, change) : leg)),
  });
}

/** Open offers; several only in a ring-all queue. */
export function offersOf({ stage }: Call): readonly Offer[] {
  if (stage.phase === 'offered') return stage.offers;
  if (stage.phase === 'conference') return stage.invited;
  const rings = stage.phase === 'dialling' || stage.phase === 'transferring';
  return rings && stage.offer ? [stage.offer] : NO_OFFERS;
}

export const NO_OFFERS: readonly Offer[] = [];

/** The offer that is being joined, or the first of those that ring. */
export function offerOf(call: Call): Offer | null {
  const offers = offersOf(call);
  return offers.find(({ joining }) => joining) ?? offers[0] ?? null;
}

export function offerTo(call: Call, agentId: AgentId): Offer | undefined {
  return offersOf(call).find((offer) => offer.agentId === agentId);
}

export function offerOnLeg(call: Call, legId: LegId): Offer | undefined {
  return offersOf(call).find((offer) => offer.legId === legId);
}

/** Stands where it stood, with these offers in place of the present ones; without any, a queue's caller waits. */
export function withOffers(call: Call, offers: readonly Offer[]): Call {
  const { stage } = call;
  if (stage.phase === 'conference') return callWith(call, { stage: { ...stage, invited: offers } });
  if (stage.phase === 'dialling' || stage.phase === 'transferring')
    return callWith(call, { stage: { ...stage, offer: offers[0] ?? null } });
  return callWith(call, { stage: offers.length > 0 ? { phase: 'offered', offers } : { phase: 'queued' } });
}

/** The switch was told to join the party with somebody who picked up: music would take it out of that again. */
export function isBeingJoined(call: Call): boolean {
  return offersOf(call).some(({ joining }) => joining);
}

/** Every agent who has a hand in the call now. */
export function agentsOn(call: Call): AgentId[] {
  const found = new Set<AgentId>();
  for (const offer of offersOf(call)) found.add(offer.agentId);
  if (call.stage.phase === 'talking') found.add(call.stage.line.agentId);
  if (call.stage.phase === 'dialling') found.add(call.stage.agentId);
  if (call.stage.phase === 'conference')
    for (const { agentId } of call.stage.parties) if (agentId !== null) found.add(agentId);
  for (const leg of call.legs) if (leg.agentId !== null && isLive(leg)) found.add(leg.agentId);
  return [...found];
}

/** It rings outside for a caller whom his queue sent there, and whose place is kept. */
export function isForwardedByRule(stage: Stage): boolean {
  return stage.phase === 'forwarded' && !stage.joined && stage.transfer === null;
}

/** The agent's end of a call in which he and the other party hear each other. */
export function lineAt(agentId: AgentId, legId: LegId): AgentLine {
  return { agentId, at: { is: 'here', legId }, returningLegId: null, parted: false, apart: false };
}

/** The call with the newer form of its agent's line. */
export function withLine(call: Call, line: AgentLine): Call {
  const peerApart = call.stage.phase === 'talking' && call.stage.peerApart;
  return callWith(call, { stage: { phase: 'talking', line, peerApart } });
}
