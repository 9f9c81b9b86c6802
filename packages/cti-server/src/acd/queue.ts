import type {
  AgentId,
  CallId,
  ContactId,
  EpochMs,
  QueueSnapshot,
  WaitingCall,
  WaitingContact,
} from '@callweave/cti-core';
import type { Membership, Skills } from '../agents/membership.js';
import { FewMap } from '../kernel/collections/few-map.js';
import type { QueueSettings } from './acd.schema.js';
import {
  createPace,
  estimateFor,
  notTaken,
  passTime,
  type ServicePace,
  standingChanged,
} from './estimated-wait.js';
import { OrderedList } from './ordered-list.js';
import { type AnyPlace, byEntry, byRank, type ContactPlace, type Place } from './place.js';
import { ReadyAgents } from './ready-agents.js';
import { type RecentFigures, recentBefore, recentLine } from './recent.js';
import { type Demand, demandsOf } from './skills.js';
import { type Candidate, type Strategy, strategies } from './strategies/index.js';

/** Callers who ask the same of agents and are not being offered, by rank: only the first of a lane needs a look. */
export interface Lane {
  readonly demand: Demand;
  readonly places: OrderedList<AnyPlace>;
}

export interface QueueFigures {
  entered: number;
  answered: number;
  abandoned: number;
  /** Of the abandoned, those who gave up before the short-abandon threshold. */
  shortAbandoned: number;
  overflowed: number;
  calledBack: number;
  callBacksFailed: number;
  inTime: number;
  waitedMs: number;
}

/** An agent's part in a queue; while he may be offered what waits there, he stands in its order by the key and skills he had then. */
export interface Member extends Membership, Candidate {
  readonly queue: Queue;
  stands: boolean;
  key: number;
  skills: Skills;
}

/** A queue's orders and figures: an index over calls and agents, kept up with every change of theirs. */
export interface Queue extends QueueSettings {
  readonly chosenBy: Strategy;
  /** Demands of a call that asks nothing of its own, by step of relaxation. */
  readonly demands: readonly Demand[];
  /** Some rule of overflow depends on what its agents do. */
  readonly rulesWatchAgents: boolean;
  readonly members: ReadonlyMap<AgentId, Member>;
  /** Everyone who has a place, offered or not. */
  readonly places: FewMap<CallId, Place>;
  /** Contacts that have a place, of a queue whose channel is not voice. */
  readonly contacts: Map<ContactId, ContactPlace>;
  readonly lanes: FewMap<string, Lane>;
  /** Number → the call that waits to be called back there. */
  readonly callBacks: Map<string, CallId>;
  /** Agents a call may ring at now, in the strategy's order. */
  readonly ready: ReadyAgents;
  /** With a strategy that rings all: callers for whom fewer phones ring than may. */
  readonly ringing: Set<CallId>;
  /** Level → position of the agent who was offered a call last. */
  readonly lastOffered: Map<number, number>;
  readonly counts: { loggedIn: number; ready: number; busy: number; wrapUp: number; aux: number };
  /** Of the ready, those whom a contact of another channel keeps from calls. */
  held: number;
  readonly today: QueueFigures;
  /** The last half hour. */
  readonly recent: RecentFigures[];
  readonly pace: ServicePace;
  /** Its picture has changed since it was last published; then it is among the world's `dirtyQueues`. */
  dirty: boolean;
  /** Taken out of the settings: it serves those who wait, and takes nobody new. */
  closing: boolean;
}

export const NO_QUEUE_FIGURES: Readonly<QueueFigures> = {
  entered: 0,
  answered: 0,
  abandoned: 0,
  shortAbandoned: 0,
  overflowed: 0,
  calledBack: 0,
  callBacksFailed: 0,
  inTime: 0,
  waitedMs: 0,
};

export function createQueue(settings: QueueSettings, before?: QueueSnapshot): Queue {
  const members = new Map<AgentId, Member>();
  const queue: Queue = {
    // Field by field, so that all queues are alike to the engine: it reads unlike objects several times slower.
    queueId: settings.queueId,
    name: settings.name,
    channel: settings.channel,
    agents: settings.agents,
    strategy: settings.strategy,
    ringMs: settings.ringMs,
    ringAtOnce: settings.ringAtOnce,
    autoAnswer: settings.autoAnswer,
    wrapUpMs: settings.wrapUpMs,
    wrapUpForced: settings.wrapUpForced,
    serviceLevelMs: settings.serviceLevelMs,
    shortAbandonMs: settings.shortAbandonMs,
    missed: settings.missed,
    weight: settings.weight,
    ageing: settings.ageing,
    requires: settings.requires,
    relax: settings.relax,
    overflow: settings.overflow,
    hours: settings.hours,
    resumeMs: settings.resumeMs,
    lastAgent: settings.lastAgent,
    exitKeys: settings.exitKeys,
    callBack: settings.callBack,
    announce: settings.announce,
    comfort: settings.comfort,
    dispositions: settings.dispositions,
    callerId: settings.callerId,
    callerIdOnTransfer: settings.callerIdOnTransfer,
    chosenBy: strategies[settings.strategy],
    demands: demandsOf(settings, {}),
    rulesWatchAgents: settings.overflow.some(
      ({ when }) => when.is === 'nobody-logged-in' || when.is === 'all-paused',
    ),
    members,
    places: new FewMap(),
    contacts: new Map(),
    lanes: new FewMap(),
    callBacks: new Map(),
    ready: new ReadyAgents(),
    ringing: new Set(),
    lastOffered: roundBefore(settings, before),
    counts: { loggedIn: 0, ready: 0, busy: 0, wrapUp: 0, aux: 0 },
    held: 0,
    today: figuresBefore(before),
    recent: recentBefore(before),
    pace: createPace(before?.goesOn?.pace),
    dirty: false,
    closing: false,
  };
  const { queueId } = settings;
  settings.agents.forEach(({ agentId, level, priority }, position) => {
    // All facts at once: what is added to an object later lies elsewhere in memory.
    const member: Member = {
      agentId,
      queueId,
      queue,
      level,
      priority,
      position,
      stands: false,
      key: 0,
      skills: NO_SKILLS,
    };
    members.set(agentId, member);
  });
  return queue;
}

const NO_SKILLS: Skills = {};

function figuresBefore(before: QueueSnapshot | undefined): QueueFigures {
  if (!before) return { ...NO_QUEUE_FIGURES };
  const { serviceLevel, averageWaitMs, ...counted } = before.today;
  return {
    ...NO_QUEUE_FIGURES,
    ...counted,
    inTime: Math.round((serviceLevel ?? 0) * counted.answered),
    waitedMs: (averageWaitMs ?? 0) * counted.answered,
  };
}

/** The round goes on behind the agent it had come to, while he is still of that level. */
function roundBefore(settings: QueueSettings, before: QueueSnapshot | undefined): Map<number, number> {
  const found = new Map<number, number>();
  for (const [level, agentId] of Object.entries(before?.goesOn?.lastOffered ?? {})) {
    const position = settings.agents.findIndex((one) => one.agentId === agentId);
    if (settings.agents[position]?.level === Number(level)) found.set(Number(level), position);
  }
  return found;
}

/** Each agent's parts in the queues, the one he serves first before the others. */
export function membershipsOf(queues: readonly QueueSettings[]): Map<AgentId, Membership[]> {
  const found = new Map<AgentId, Membership[]>();
  for (const { queueId, agents } of queues) {
    agents.forEach(({ agentId, level, priority }, position) => {
      const his = found.get(agentId) ?? [];
      his.push({ queueId, level, priority, position });
      found.set(agentId, his);
    });
  }
  for (const his of found.values()) his.sort((one, other) => one.priority - other.priority);
  return found;
}

/** Puts a waiting place into the lane of its demand; true when it is the first there. */
export function stand(queue: Queue, place: AnyPlace, demand: Demand, at: EpochMs): boolean {
  leaveLane(queue, place, at);
  passTime(queue, at);
  standingChanged(queue, 1);
  if ('callId' in place) queue.ringing.delete(place.callId);
  let lane = queue.lanes.get(demand.name);
  if (!lane) {
    lane = { demand, places: new OrderedList<AnyPlace>(byRank) };
    queue.lanes.set(demand.name, lane);
  }
  lane.places.add(place);
  place.lane = demand.name;
  notTaken(queue, place);
  return lane.places.first === place;
}

/** He is offered, or gone. */
export function leaveLane(queue: Queue, place: AnyPlace, at: EpochMs): void {
  if (place.lane === null) return;
  passTime(queue, at);
  standingChanged(queue, -1);
  const lane = queue.lanes.get(place.lane);
  place.lane = null;
  lane?.places.remove(place);
  if (lane?.places.length === 0) queue.lanes.delete(lane.demand.name);
}

/** Those who stand in the lanes before him, whatever they ask. */
export function standingBefore({ lanes }: Pick<Queue, 'lanes'>, place: AnyPlace): number {
  let ahead = 0;
  for (const { places } of lanes.values()) ahead += places.countBefore(place);
  return ahead;
}

/** The queue as a wall shows it. */
export function queueSnapshotOf(
  queue: Queue,
  callerOf: (callId: CallId) => Omit<WaitingCall, 'callId'>,
  contactOf: (contactId: ContactId) => Omit<WaitingContact, 'contactId'>,
): QueueSnapshot {
  const { inTime, waitedMs, ...counted } = queue.today;
  const { answered } = counted;
  return {
    queueId: queue.queueId,
    name: queue.name,
    waiting: [...queue.places.values()].sort(byEntry).map(({ callId }) => ({ callId, ...callerOf(callId) })),
    ...(queue.channel === 'voice'
      ? {}
      : {
          channel: queue.channel,
          contacts: [...queue.contacts.values()]
            .sort(byEntry)
            .map(({ contactId }) => ({ contactId, ...contactOf(contactId) })),
        }),
    estimatedWaitMs: estimateFor(queue, queue.pace.standing),
    agents: { ...queue.counts },
    today: {
      ...counted,
      serviceLevel: answered === 0 ? null : inTime / answered,
      averageWaitMs: answered === 0 ? null : Math.round(waitedMs / answered),
    },
    ...recentLine(queue.recent),
    ...goesOnWith(queue),
  };
}

function goesOnWith({ agents, chosenBy, lastOffered, pace }: Queue): Pick<QueueSnapshot, 'goesOn'> {
  const round = Object.fromEntries(
    [...(chosenBy.goesRound ? lastOffered : [])].flatMap(([level, position]) => {
      const agentId = agents[position]?.agentId;
      return agentId === undefined ? [] : [[String(level), agentId]];
    }),
  );
  if (pace.sums.taken === 0 && Object.keys(round).length === 0) return {};
  return { goesOn: { pace: pace.sums, lastOffered: round } };
}
