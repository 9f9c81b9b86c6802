import {
  type AgentId,
  type AgentSnapshot,
  type AgentState,
  agentCapabilities,
  type CallId,
  type DeviceKind,
  type EpochMs,
  type LegId,
  type NextState,
  type OfferId,
} from '@callweave/cti-core';
import type { Membership, Skills } from './membership.js';

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

/** What is true of an agent only while he is logged in. */
export interface Seat {
  readonly device: DeviceKind;
  readonly extension: string;
  readonly availability: Availability;
  readonly work: Work;
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
}

/** An agent: an immutable value, of which the kernel holds the newest. */
export interface Agent {
  readonly agentId: AgentId;
  readonly name: string;
  readonly defaultExtension: string;
  readonly skills: Skills;
  /** His parts in queues, the one he serves first before the others. */
  readonly memberships: readonly Membership[];
  readonly seat: Seat | null;
  readonly since: EpochMs;
  readonly today: AgentSnapshot['today'];
}

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

/** The call he is offered, dials, talks in or wraps up. */
export function callIdOf(agent: Agent): CallId | null {
  const work = agent.seat?.work;
  return work === undefined || work.is === 'idle' ? null : work.callId;
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
    !seat.coolingDown
  );
}

/** Phones on a line are always thought reachable; a browser only while it is registered. */
export function canBeReached(seat: Seat): boolean {
  return seat.device !== 'browser' || seat.registered;
}

/** The agent as clients see him. */
export function agentSnapshotOf(agent: Agent): AgentSnapshot {
  const { seat } = agent;
  const snapshot: Omit<AgentSnapshot, 'can'> = {
    agentId: agent.agentId,
    name: agent.name,
    extension: seat?.extension ?? null,
    device: seat?.device ?? null,
    state: stateOf(agent),
    auxReason: auxReasonOf(agent),
    since: agent.since,
    wrapUpEndsAt: seat?.work.is === 'wrap-up' ? seat.work.endsAt : null,
    wrapUpForced: seat?.work.is === 'wrap-up' && seat.work.forced,
    next: seat?.next ?? null,
    callId: callIdOf(agent),
    offerId: seat?.work.is === 'offered' ? seat.work.offerId : null,
    queueIds: agent.memberships.map(({ queueId }) => queueId),
    reachable: seat?.reachable ?? false,
    today: agent.today,
  };
  return { ...snapshot, can: agentCapabilities(snapshot) };
}
