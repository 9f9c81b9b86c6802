import type { AgentId, AgentState, CallId, EpochMs, QueueSnapshot } from '@callweave/cti-core';
import { type Agent, isOfferable, stateOf } from '../agents/agent.js';
import type { QueueSettings } from './acd.schema.js';
import { OrderedList } from './ordered-list.js';

/** A caller's place: kept through offers that fail, given up when an agent has him. */
export interface Place {
  readonly callId: CallId;
  readonly queuedAt: EpochMs;
  /** Order among those of one instant. */
  readonly entry: number;
}

interface Idle {
  readonly agentId: AgentId;
  readonly idleSince: EpochMs;
}

/** A queue's orders and figures: an index over calls and agents, kept up with every change of theirs. */
export interface Queue extends QueueSettings {
  /** Everyone who has a place, offered or not. */
  readonly places: Map<CallId, Place>;
  /** Those who wait and are not being offered, by entry. */
  readonly waiting: OrderedList<Place>;
  /** Agents a call may ring at now, the longest idle first. */
  readonly ready: OrderedList<Idle>;
  readonly counts: { loggedIn: number; ready: number; busy: number; wrapUp: number; aux: number };
  readonly today: { entered: number; answered: number; abandoned: number; inTime: number; waitedMs: number };
}

export function createQueue(settings: QueueSettings, before?: QueueSnapshot): Queue {
  const {
    entered = 0,
    answered = 0,
    abandoned = 0,
    serviceLevel = null,
    averageWaitMs = null,
  } = before?.today ?? {};
  return {
    ...settings,
    places: new Map(),
    waiting: new OrderedList<Place>(byEntry),
    ready: new OrderedList<Idle>(
      (one, other) => one.idleSince - other.idleSince || compareText(one.agentId, other.agentId),
    ),
    counts: { loggedIn: 0, ready: 0, busy: 0, wrapUp: 0, aux: 0 },
    today: {
      entered,
      answered,
      abandoned,
      inTime: Math.round((serviceLevel ?? 0) * answered),
      waitedMs: (averageWaitMs ?? 0) * answered,
    },
  };
}

export function byEntry(one: Place, other: Place): number {
  return one.queuedAt - other.queuedAt || one.entry - other.entry;
}

/** Takes in how an agent of this queue changed. */
export function reindexAgent(queue: Queue, before: Agent | null, after: Agent): void {
  if (before) count(queue, stateOf(before), -1);
  count(queue, stateOf(after), 1);
  const was = before?.seat && isOfferable(before) ? before.seat.idleSince : null;
  const is = after.seat && isOfferable(after) ? after.seat.idleSince : null;
  if (was === is) return;
  if (was !== null) queue.ready.remove({ agentId: after.agentId, idleSince: was });
  if (is !== null) queue.ready.add({ agentId: after.agentId, idleSince: is });
}

function count(queue: Queue, state: AgentState, by: 1 | -1): void {
  const { counts } = queue;
  if (state === 'logged-out') return;
  counts.loggedIn += by;
  if (state === 'ready' || state === 'aux') counts[state] += by;
  else if (state === 'wrap-up') counts.wrapUp += by;
  else counts.busy += by;
}

/** The queue as a wall shows it. */
export function queueSnapshotOf(
  queue: Queue,
  callerOf: (callId: CallId) => { caller: string; offered: boolean },
): QueueSnapshot {
  const { entered, answered, abandoned, inTime, waitedMs } = queue.today;
  return {
    queueId: queue.queueId,
    name: queue.name,
    waiting: [...queue.places.values()]
      .sort(byEntry)
      .map(({ callId, queuedAt }) => ({ callId, queuedAt, ...callerOf(callId) })),
    agents: { ...queue.counts },
    today: {
      entered,
      answered,
      abandoned,
      serviceLevel: answered === 0 ? null : inTime / answered,
      averageWaitMs: answered === 0 ? null : Math.round(waitedMs / answered),
    },
  };
}

function compareText(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
