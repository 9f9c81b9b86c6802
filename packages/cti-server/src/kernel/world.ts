import type {
  AgentId,
  CallId,
  ContactId,
  EpochMs,
  LegId,
  QueueId,
  RoutingDecision,
  TrunkSnapshot,
} from '@callweave/cti-core';
import type { Parts } from '../acd/members.js';
import type { Memory } from '../acd/memory.js';
import type { Queue } from '../acd/queue.js';
import type { Agent } from '../agents/agent.js';
import type { Call, ParkedAt } from '../calls/call.js';
import type { DiallingEnd } from '../calls/call-back.js';
import type { CallWants } from '../calls/call-wants.js';
import type { Contact } from '../contacts/contact.js';
import type { RouteTable } from '../grouping/index.js';
import type { FlowRun } from '../ivr/flow-run.js';
import type { MessageLimits, RecordingRun } from '../recording/recording-run.js';
import type { Supervision } from '../supervision/supervision.js';
import type { FewMap } from './collections/few-map.js';
import type { OldestFirst } from './collections/oldest-first.js';
import type { Effect, KernelEvent, KernelSettings, Undrawn, UndrawnMark } from './kernel.types.js';
import type { SetTimers } from './set-timers.js';
import type { TimerGuard } from './timer-guards.js';

/** How the kernel is run; the same for as long as it lives. */
export interface WorldConditions {
  /** When its clock showed 0: the epoch, but for a clock that begins with the run. */
  readonly clockZeroMs: EpochMs;
  /** Ended calls that stay readable, for late questions; those of agents in after-call work stay in any case. */
  readonly endedCallsKept: number;
}

/** All that the kernel knows. Values in the maps are immutable, the queues' orders excepted: they are indexes. */
export interface World {
  settings: KernelSettings;
  readonly conditions: WorldConditions;
  readonly agents: Map<AgentId, Agent>;
  /** Those whom the settings no longer have, until their calls are over. */
  readonly leaving: Set<AgentId>;
  /** Who sits at an extension. */
  readonly seats: Map<string, AgentId>;
  readonly calls: Map<CallId, Call>;
  /** Calls that have ended and are still readable, oldest first, with the agents who were in them. */
  readonly endedCalls: OldestFirst<CallId, readonly AgentId[]>;
  /** Contacts of channels other than voice. */
  readonly contacts: Map<ContactId, Contact>;
  /** Those that have ended and are still readable, oldest first. */
  readonly endedContacts: OldestFirst<ContactId, true>;
  /**
   * Live legs, and those on their way out, by call. An agent has one leg for all his calls: it leads to the one he attends, in
   * the others it is listed and held.
   */
  readonly legs: Map<LegId, CallId>;
  /** Legs being hung up that keep an agent from the next offer. */
  readonly lingering: FewMap<LegId, AgentId>;
  readonly queues: Map<QueueId, Queue>;
  /** Agents' parts in these queues; see `partsOf`. */
  readonly parts: Map<AgentId, Parts>;
  /** Queues whose picture changed since it was last published. */
  readonly dirtyQueues: Set<QueueId>;
  /** What the ACD has to look at when the step has settled everything else. */
  readonly unmatched: {
    /** Became ready. */
    readonly agents: FewMap<AgentId, true>;
    /** Came to a new place in the order, and why. */
    readonly calls: FewMap<CallId, RoutingDecision['trigger']>;
    /** As {@link calls}, of other channels. */
    readonly contacts: FewMap<ContactId, RoutingDecision['trigger']>;
    /** Agents who may have room for contacts, while no switch is there and calls cannot be looked at. */
    readonly withoutSwitch: FewMap<AgentId, true>;
    /** Queues whose rules of overflow may hold now. */
    readonly rules: FewMap<QueueId, true>;
  };
  /** Calls that wait for one agent alone, oldest first. */
  readonly reserved: Map<AgentId, Set<CallId>>;
  /** Caller → the agent he talked with last. */
  readonly lastAgents: Memory<AgentId>;
  /** Queue and caller → since when one who gave up had waited. */
  readonly givenUp: Memory<EpochMs>;
  /** Entries into queues so far: the order among those of one instant. */
  entries: number;
  routes: RouteTable;
  readonly flowRuns: FewMap<CallId, FlowRun>;
  /** Lookups that are waited for, by key. */
  readonly lookups: Map<string, CallId>;
  /** Recordings that run, by path. */
  readonly recordings: Map<string, RecordingRun>;
  readonly registered: Set<string>;
  /** Supervisor → whom he supervises. */
  readonly supervisions: Map<AgentId, Supervision>;
  /** Legs of supervisors, which are none of any call's. */
  readonly supervisorLegs: Map<LegId, AgentId>;
  readonly trunks: Map<string, TrunkSnapshot>;
  /** One that is not here does nothing when it fires. */
  readonly timers: SetTimers;
  /** Commands that are answered by a fact to come. */
  readonly pendingReplies: Map<string, string[]>;
  /** False while the switch is away: calls stand still as last known, and nobody is offered one. */
  switchUp: boolean;
  /** It carries pictures. As last known while it is away. */
  switchVideo: boolean;
}

/** News that one domain has for those it must not know; the kernel brings it to them within the step. */
export type Signal =
  | { readonly signal: 'agent.changed'; readonly before: Agent; readonly after: Agent }
  /** His softphone registered anew: what he was in is brought back to him. */
  | { readonly signal: 'agent.registered'; readonly agentId: AgentId }
  /** His last call is over, and a colleague's waits for him. */
  | { readonly signal: 'agent.free-for-waiting'; readonly agentId: AgentId }
  /** Its agent is gone, or takes nothing now: it waits for another. */
  | { readonly signal: 'contact.let-go'; readonly contactId: ContactId; readonly agentId: AgentId }
  | { readonly signal: 'call.joined'; readonly callId: CallId }
  | { readonly signal: 'call.ended'; readonly call: Call }
  /** One who was parked is gone. */
  | { readonly signal: 'parking.changed' }
  /** Whoever picked a parked caller up did not come. */
  | { readonly signal: 'call.not-picked-up'; readonly callId: CallId; readonly from: ParkedAt }
  /** A waiting caller talks with somebody outside. */
  | { readonly signal: 'call.forwarded'; readonly callId: CallId }
  /** The number outside was not reached: he waits on. */
  | { readonly signal: 'call.forward-failed'; readonly callId: CallId; readonly number: string }
  /** He was promised to be called back, and has hung up or is to be let go. */
  | { readonly signal: 'call.awaits-call-back'; readonly callId: CallId }
  /** Calling him back came to nothing this time. */
  | {
      readonly signal: 'call.not-reached';
      readonly callId: CallId;
      readonly agentId: AgentId;
      readonly whose: DiallingEnd['whose'];
      readonly cause: string;
    }
  /** A rule sends the caller into a flow; null is the one of the number he called. */
  | { readonly signal: 'call.to-flow'; readonly callId: CallId; readonly flow: string | null }
  /** A flow or a rule sends the caller to a queue. */
  | {
      readonly signal: 'call.to-queue';
      readonly callId: CallId;
      readonly queueId: QueueId;
      /** What the call wants from now on; when left out it goes on wanting what it did. */
      readonly with?: Partial<CallWants>;
    }
  /** The beep was heard: he leaves a message. */
  | { readonly signal: 'call.leaves-message'; readonly callId: CallId; readonly limits: MessageLimits }
  /** His message is recorded, or could not be. */
  | { readonly signal: 'call.message-left'; readonly callId: CallId }
  /** The agent he talked with is gone for good: the caller waits again, at the place his entry time gives him. */
  | { readonly signal: 'call.back-to-queue'; readonly callId: CallId };

/** One step in progress: the time, the world, and what is decided so far. */
export interface Step {
  readonly at: EpochMs;
  /** As {@link at}, by the calendar: what opening hours go by. */
  readonly calendarAt: EpochMs;
  readonly world: World;
  newId(): string;
  emit(event: KernelEvent): void;
  emitUndrawn(news: Undrawn): void;
  order(effect: Effect): void;
  orderUndrawn(mark: UndrawnMark): void;
  signal(signal: Signal): void;
  setTimer(guard: TimerGuard, delayMs: number): void;
  clearTimer(guard: TimerGuard): void;
  clearTimersOfCall(callId: CallId): void;
}
