import {
  type AgentCapabilities,
  type AgentId,
  type AgentSnapshot,
  type AgentState,
  agentCapabilities,
  type CallId,
  type Channel,
  type ContactId,
  type DeviceKind,
  type EpochMs,
  type LegId,
  type NextState,
  type OfferId,
  type QueueId,
} from '@callweave/cti-core';
import type { Channels } from './channels.js';
import type { Membership, Skills } from './membership.js';
import { channelLoads, isHeld, lackOfRoom } from './room.js';

/** Whether he takes calls when he has nothing to do. */
export type Availability = { readonly is: 'ready' } | { readonly is: 'aux'; readonly reason: string };

/** What he does with his one voice channel. */
export type Work =
  | { readonly is: 'idle' }
  | { readonly is: 'offered'; readonly callId: CallId; readonly offerId: OfferId }
  | { readonly is: 'dialling'; readonly callId: CallId }
  | { readonly is: 'talking'; readonly callId: CallId }
  | { readonly is: 'holding'; readonly callId: CallId }
  | {
      readonly is: 'wrap-up';
      readonly callId: CallId;
      /** Null: when he says so. */
      readonly endsAt: EpochMs | null;
      /** Only the limit ends it. */
      readonly forced: boolean;
    };

/** After-call work that he owes for a call; `wrapUpMs` null: as long as he needs. */
export interface WrapUpDue {
  readonly callId: CallId;
  readonly wrapUpMs: number | null;
  readonly forced: boolean;
}

/** A contact of another channel that he is offered or works on (ACD-7). */
export interface HeldContact {
  readonly contactId: ContactId;
  readonly channel: Channel;
  readonly is: 'offered' | 'active';
}

/** What is true of an agent only while he is logged in. */
export interface Seat {
  readonly device: DeviceKind;
  readonly extension: string;
  readonly availability: Availability;
  /** The call that he attends, when he has several: his one leg is there. */
  readonly work: Work;
  /** Calls of his that wait on hold beside that one (AGT-4), the latest last. */
  readonly others: readonly CallId[];
  /** A colleague's call that waits for him while he talks. */
  readonly waiting: { readonly callId: CallId; readonly offerId: OfferId } | null;
  /** For calls that are over while others of his go on; begins when the last of them is. */
  readonly wrapUpDue: WrapUpDue | null;
  /** Takes effect when the work ends. */
  readonly next: NextState | null;
  /** The switch knows where his softphone is, at this moment. */
  readonly registered: boolean;
  /** As {@link registered}, but outlasting a page reload; what people see. */
  readonly reachable: boolean;
  /** His place among the ready: longest idle first. A withdrawn offer does not cost him the place. */
  readonly idleSince: EpochMs;
  /** A leg of his that is being hung up: no new offer until it is gone, or phones answer busy. */
  readonly lingeringLegId: LegId | null;
  /** Not offered calls for a moment, because his phone refused one. */
  readonly coolingDown: boolean;
  /** His phone listens to a colleague (SUP-4): no calls for him. */
  readonly supervising: boolean;
  /** Work of his other channels, oldest first. It never changes his state, which is that of his voice channel. */
  readonly contacts: readonly HeldContact[];
  /** Since when no contact came to him or left him: the longest idle is offered one first. */
  readonly contactsSince: EpochMs;
  /** Not offered contacts for a moment, because he let one pass. */
  readonly resting: boolean;
}

/** An agent: an immutable value, of which the kernel holds the newest. */
export interface Agent {
  readonly agentId: AgentId;
  readonly name: string;
  readonly defaultExtension: string;
  readonly skills: Skills;
  readonly channels: Channels;
  /** The team he is in. */
  readonly team: string | null;
  /** Teams a supervisor leads; null when nothing is said of it, and he leads all. */
  readonly leads: readonly string[] | null;
  /** His parts in queues, the one he serves first before the others. */
  readonly memberships: readonly Membership[];
  /** Those of {@link memberships}. */
  readonly queueIds: QueueId[];
  /** What becomes of a colleague's call while he talks: he is busy, or it waits and he is told (AGT-4). */
  readonly callWaiting: CallWaiting;
  readonly seat: Seat | null;
  readonly since: EpochMs;
  readonly today: AgentSnapshot['today'];
}

export type CallWaiting = 'busy' | 'offer';

/** The derived state that people speak of. */
export function stateOf(agent: Agent): AgentState {
  const { seat } = agent;
  if (seat === null) return 'logged-out';
  switch (seat.work.is) {
    case 'idle':
      return seat.availability.is;
    case 'offered':
      return 'ringing';
    default:
      return seat.work.is;
  }
}

/** The pause's reason, in state `aux` only. */
export function auxReasonOf(agent: Agent): string | null {
  const { seat } = agent;
  return seat?.work.is === 'idle' && seat.availability.is === 'aux' ? seat.availability.reason : null;
}

function auxAfterOf({ seat }: Agent): string | null {
  if (seat === null || seat.work.is === 'idle' || seat.availability.is !== 'aux') return null;
  return seat.availability.reason;
}

/** The call he is offered, dials, talks in or wraps up. */
export function callIdOf(agent: Agent): CallId | null {
  const work = agent.seat?.work;
  return work === undefined || work.is === 'idle' ? null : work.callId;
}

/** All that he has a hand in: the one he attends first. */
export function callIdsOf(agent: Agent): CallId[] {
  const { seat } = agent;
  const attended = callIdOf(agent);
  if (seat === null) return [];
  const waiting = seat.waiting ? [seat.waiting.callId] : [];
  return [...(attended === null ? [] : [attended]), ...seat.others, ...waiting];
}

/** True when he has nothing to do with any call, or only writes about one that is over, and a phone that may ring. */
export function mayBeRung(agent: Agent): boolean {
  const { seat } = agent;
  if (seat === null || seat.lingeringLegId !== null || seat.supervising || !canBeReached(seat)) return false;
  return seat.work.is === 'idle' || seat.work.is === 'wrap-up';
}

/** True when a waiting call may ring at him now. */
export function isOfferable(agent: Agent): boolean {
  const { seat } = agent;
  return (
    seat !== null &&
    seat.work.is === 'idle' &&
    seat.availability.is === 'ready' &&
    canBeReached(seat) &&
    seat.lingeringLegId === null &&
    !seat.coolingDown &&
    !seat.supervising &&
    agent.channels.voice.capacity > 0 &&
    (seat.contacts.length === 0 || !isHeld(agent, seat, 'voice'))
  );
}

/** True when work of this channel may be offered to him now. */
export function mayBeOffered(agent: Agent, channel: Channel): boolean {
  return channel === 'voice' ? isOfferable(agent) : lackOfRoom(agent, channel) === null;
}

/** Phones on a line are always thought reachable; a browser only while it is registered. */
export function canBeReached(seat: Seat): boolean {
  return seat.device !== 'browser' || seat.registered;
}

function isOwed(due: WrapUpDue | null): due is WrapUpDue {
  return due !== null && due.wrapUpMs !== 0;
}

/** The agent as clients see him. */
export function agentSnapshotOf(agent: Agent): AgentSnapshot {
  const { seat } = agent;
  const wrapUp = seat?.work.is === 'wrap-up' ? seat.work : null;
  const snapshot: Omit<AgentSnapshot, 'can'> = {
    agentId: agent.agentId,
    name: agent.name,
    extension: seat?.extension ?? null,
    device: seat?.device ?? null,
    state: stateOf(agent),
    auxReason: auxReasonOf(agent),
    since: agent.since,
    wrapUpEndsAt: wrapUp?.endsAt ?? null,
    wrapUpForced: wrapUp?.forced ?? false,
    next: seat?.next ?? null,
    callId: callIdOf(agent),
    offerId: seat?.work.is === 'offered' ? seat.work.offerId : null,
    queueIds: agent.queueIds,
    reachable: seat?.reachable ?? false,
    today: agent.today,
  };
  // What few agents have is added: a picture is made for every event, and objects are not copied cheaply.
  if (agent.team !== null) snapshot.team = agent.team;
  if (agent.leads !== null) snapshot.leads = [...agent.leads];
  if (seat !== null && seat.others.length > 0) snapshot.otherCalls = [...seat.others];
  if (seat?.supervising) snapshot.supervising = true;
  if (seat !== null && isOwed(seat.wrapUpDue)) snapshot.wrapUpDue = { ...seat.wrapUpDue };
  const auxAfter = auxAfterOf(agent);
  if (auxAfter !== null) snapshot.auxAfter = auxAfter;
  const channels = channelLoads(agent);
  if (channels !== undefined) snapshot.channels = channels;
  return Object.assign(snapshot, { can: agentCapabilities(snapshot) });
}

/** What he may do now. */
export function capabilitiesOf(agent: Agent): AgentCapabilities {
  const { seat } = agent;
  return agentCapabilities({
    state: stateOf(agent),
    wrapUpForced: seat?.work.is === 'wrap-up' && seat.work.forced,
    reachable: seat?.reachable ?? false,
    supervising: seat?.supervising ?? false,
    otherCalls: seat === null ? [] : [...seat.others],
  });
}
