import type { AgentId, CallId, ContactId, LegId, OfferId } from '@callweave/cti-core';
import type { PauseReason } from '../recording/index.js';
import type { SupervisionStage } from '../supervision/supervision.js';

/** What a timer guards. It fires at most once, for the very thing it was set for. */
export type TimerGuard =
  | { readonly guard: 'wrap-up'; readonly agentId: AgentId; readonly ofCallId: CallId }
  | { readonly guard: 'grace'; readonly agentId: AgentId }
  | { readonly guard: 'cool-down'; readonly agentId: AgentId }
  /** No contacts for a moment. */
  | { readonly guard: 'rest'; readonly agentId: AgentId }
  | { readonly guard: 'contact-offer'; readonly contactId: ContactId; readonly offerId: OfferId }
  /** What a waiting contact asks of agents is relaxed by a step. */
  | { readonly guard: 'contact-relax'; readonly contactId: ContactId }
  /** A leg ordered to hang up that may never tell. */
  | { readonly guard: 'linger'; readonly legId: LegId }
  /** The customer's leg was ordered to answer. */
  | { readonly guard: 'answer'; readonly callId: CallId }
  /** A flow's sound or digits that may never end. */
  | { readonly guard: 'flow'; readonly callId: CallId; readonly tag: string }
  /** A question to the CRM that may take too long. */
  | { readonly guard: 'lookup'; readonly callId: CallId; readonly key: string }
  | { readonly guard: 'offer'; readonly callId: CallId; readonly offerId: OfferId }
  /** Two legs were ordered to join. */
  | { readonly guard: 'join'; readonly callId: CallId; readonly legId: LegId }
  /** A leg was ordered to be parted from its partner. */
  | { readonly guard: 'part'; readonly callId: CallId; readonly legId: LegId }
  /** A parked caller whom nobody has picked up. */
  | { readonly guard: 'parked'; readonly callId: CallId }
  /** A leg that rings outside of an offer. */
  | { readonly guard: 'ring'; readonly callId: CallId; readonly legId: LegId }
  /** The customer was parted from an agent whose leg still stands. */
  | { readonly guard: 'parted'; readonly callId: CallId }
  /** A vanished agent is awaited. */
  | { readonly guard: 'return'; readonly callId: CallId }
  | { readonly guard: 'reply'; readonly callId: CallId; readonly until: 'held' | 'retrieved' | 'completed' }
  /** What a waiting call asks of agents is relaxed by a step. */
  | { readonly guard: 'relax'; readonly callId: CallId }
  /** A waiting call waits for one agent alone. */
  | { readonly guard: 'reserved'; readonly callId: CallId }
  /** A rule on the waiting time. */
  | { readonly guard: 'waited'; readonly callId: CallId }
  /** The next attempt to call a customer back. */
  | { readonly guard: 'call-back'; readonly callId: CallId }
  /** He is told his place. */
  | { readonly guard: 'announce'; readonly callId: CallId }
  | { readonly guard: 'comfort'; readonly callId: CallId }
  /** The last words before a call is ended. */
  | { readonly guard: 'farewell'; readonly callId: CallId }
  /** What a supervisor and his phone wait for. */
  | {
      readonly guard: 'supervision';
      readonly supervisorId: AgentId;
      readonly legId: LegId;
      readonly stage: SupervisionStage['is'];
    }
  | { readonly guard: 'recording'; readonly path: string }
  /** A pause of a recording: the longest there may be, or that of keys. */
  | { readonly guard: 'recording-pause'; readonly callId: CallId; readonly why: PauseReason }
  /** Queue pictures are published in bundles. */
  | { readonly guard: 'queues' };

/** The timer's name, for logs and for whoever looks on: says what it guards. */
export function timerKey(guard: TimerGuard): string {
  let key = '';
  for (const fact in guard) key += key === '' ? guard[fact as 'guard'] : ` ${guard[fact as 'guard']}`;
  return key;
}

/** True when the two guard the same thing. */
export function guardsTheSame(one: TimerGuard, other: TimerGuard): boolean {
  if (one.guard !== other.guard) return false;
  for (const fact in one) {
    if (one[fact as keyof TimerGuard] !== other[fact as keyof TimerGuard]) return false;
  }
  return true;
}

/** The id of whom the timer belongs to: of one of a call, the call, whose end makes it pointless. */
export function ownerOf(guard: TimerGuard): string {
  switch (guard.guard) {
    case 'wrap-up':
    case 'grace':
    case 'cool-down':
    case 'rest':
      return guard.agentId;
    case 'contact-offer':
    case 'contact-relax':
      return guard.contactId;
    case 'linger':
      return guard.legId;
    case 'supervision':
      return guard.supervisorId;
    case 'recording':
      return guard.path;
    case 'queues':
      return guard.guard;
    default:
      return guard.callId;
  }
}
