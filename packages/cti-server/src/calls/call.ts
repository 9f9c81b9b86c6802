import {
  type AgentId,
  type CallBackSnapshot,
  type CallData,
  type CallDirection,
  type CallId,
  type CallPhase,
  type CallSnapshot,
  callCapabilities,
  type EndedBy,
  type EpochMs,
  type LegId,
  type LegSnapshot,
  type OfferId,
  type OfferSnapshot,
  type QueueId,
  type RecordingId,
} from '@callweave/cti-core';
import type { LegTarget } from '../media-switch/media-switch.port.js';
import type { CallBack } from './call-back.js';
import type { CallWants } from './call-wants.js';

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
}

/*
 *            ┌──────────── hang-up, from anywhere ──────────────────────────────▶ ended
 *  arrived ▶ ivr ──▶ queued ──offer──▶ offered ──joined──▶ talking ─────────────▶ ended
 *                      ▲                  │                  │  ▲ │
 *                      ├──missed, refused─┘                  │  └─┘ lost ⇄ here (AGT-8)
 *                      └─────────────── agent gone for good ─┘
 *  queued ⇄ forwarded: see forward.ts
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
    }
  | { readonly phase: 'talking'; readonly line: AgentLine }
  /** Sent on to a number outside; `joined`: the two talk, and he waits no more. */
  | { readonly phase: 'forwarded'; readonly legId: LegId; readonly joined: boolean }
  | {
      readonly phase: 'ended';
      readonly at: EpochMs;
      readonly by: EndedBy;
      readonly cause: string;
      /** He waited for an agent until then. */
      readonly abandoned: boolean;
    };

/** Whom `call.make` reaches; an agent at an extension sees an offer, any other phone only rings. */
export interface DialTarget {
  readonly leg: LegTarget;
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
  readonly recording: { readonly recordingId: RecordingId; readonly path: string } | null;
  /** What he leaves on a voicemail; `done` until the flow has gone on. */
  readonly message: {
    readonly recordingId: RecordingId;
    readonly path: string;
    readonly done: boolean;
  } | null;
  /** Supervisors who hear it, where agents are told. */
  readonly supervisedBy?: readonly AgentId[];
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
  return { ...call, legs: [...call.legs.filter((other) => other !== surplus), leg] };
}

export function changeLeg(call: Call, legId: LegId, change: Partial<Leg>): Call {
  return {
    ...call,
    legs: call.legs.map((leg) => (leg.legId === legId ? { ...leg, ...change } : leg)),
  };
}

/** Open offers; several only in a ring-all queue. */
export function offersOf({ stage }: Call): readonly Offer[] {
  if (stage.phase === 'offered') return stage.offers;
  return stage.phase === 'dialling' && stage.offer ? [stage.offer] : NO_OFFERS;
}

const NO_OFFERS: readonly Offer[] = [];

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

/** Stands where it stood, with these offers in place of the present ones; without any, it waits. */
export function withOffers(call: Call, offers: readonly Offer[]): Call {
  const { stage } = call;
  if (stage.phase === 'dialling') return { ...call, stage: { ...stage, offer: offers[0] ?? null } };
  return { ...call, stage: offers.length > 0 ? { phase: 'offered', offers } : { phase: 'queued' } };
}

/** Every agent who has a hand in the call now. */
export function agentsOn(call: Call): AgentId[] {
  const found = new Set<AgentId>();
  for (const offer of offersOf(call)) found.add(offer.agentId);
  if (call.stage.phase === 'talking') found.add(call.stage.line.agentId);
  if (call.stage.phase === 'dialling') found.add(call.stage.agentId);
  for (const leg of call.legs) if (leg.agentId !== null && isLive(leg)) found.add(leg.agentId);
  return [...found];
}

/** A call whose target is an offered agent shows as offered: the one who is called must see it ring. */
function phaseOf(call: Call): CallPhase {
  return call.stage.phase === 'dialling' && call.stage.offer ? 'offered' : call.stage.phase;
}

function callBackSnapshotOf({ wants, standsSince }: Call, callBack: CallBack): CallBackSnapshot {
  return {
    ...callBack,
    priority: wants.priority,
    requires: { ...wants.requires },
    ...(standsSince === null ? {} : { standsSince }),
  };
}

/** The call as `viewer` sees it. */
export function callSnapshotOf(call: Call, viewer: AgentId | null, queueName: string | null): CallSnapshot {
  const offer = (viewer === null ? undefined : offerTo(call, viewer)) ?? offerOf(call);
  const offers = offersOf(call);
  const others = offers.length > 1 ? offers.filter((other) => other !== offer) : NO_OFFERS;
  const ended = call.stage.phase === 'ended' ? call.stage : null;
  const snapshot: Omit<CallSnapshot, 'can'> = {
    callId: call.callId,
    direction: call.direction,
    phase: phaseOf(call),
    caller: call.caller,
    callerName: call.callerName,
    called: call.called,
    trunk: call.trunk,
    queueId: call.queueId,
    queueName,
    agentId: call.agentId,
    offer: offer && offerSnapshotOf(offer),
    ...(others.length === 0 ? {} : { alsoOffered: others.map(offerSnapshotOf) }),
    ...(call.callBack === null ? {} : { callBack: callBackSnapshotOf(call, call.callBack) }),
    keys: call.keys,
    data: { ...call.data },
    legs: [...call.legs],
    arrivedAt: call.arrivedAt,
    queuedAt: call.queuedAt,
    answeredAt: call.answeredAt,
    heldSince: call.heldSince,
    endedAt: ended?.at ?? null,
    endedBy: ended?.by ?? null,
    cause: ended?.cause ?? null,
    ...(ended?.abandoned ? { abandoned: true } : {}),
    recordingId: call.recording?.recordingId ?? null,
    ...(call.supervisedBy ? { supervisedBy: [...call.supervisedBy] } : {}),
  };
  return { ...snapshot, can: callCapabilities(snapshot, viewer) };
}

function offerSnapshotOf({ joining: _, ...offer }: Offer): OfferSnapshot {
  return offer;
}
