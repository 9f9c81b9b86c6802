import type {
  AgentId,
  AgentState,
  CallId,
  ContactId,
  QueueSnapshot,
  WaitingCall,
  WaitingContact,
} from '@callweave/cti-core';
import { type Agent, isOfferable, mayBeOffered, stateOf } from '../agents/agent.js';
import type { Membership } from '../agents/membership.js';
import { isHeldFromCalls } from '../agents/room.js';
import type { QueueSettings } from './acd.schema.js';
import { estimateFor, type ServicePace } from './estimated-wait.js';
import { OrderedList } from './ordered-list.js';
import { type AnyPlace, byEntry, byRank, type ContactPlace, type Place } from './place.js';
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

/** A queue's orders and figures: an index over calls and agents, kept up with every change of theirs. */
export interface Queue extends QueueSettings {
  readonly chosenBy: Strategy;
  /** Demands of a call that asks nothing of its own, by step of relaxation. */
  readonly demands: readonly Demand[];
  readonly members: ReadonlyMap<AgentId, Membership>;
  /** Everyone who has a place, offered or not. */
  readonly places: Map<CallId, Place>;
  /** Contacts that have a place, of a queue whose channel is not voice. */
  readonly contacts: Map<ContactId, ContactPlace>;
  readonly lanes: Map<string, Lane>;
  /** Number → the call that waits to be called back there. */
  readonly callBacks: Map<string, CallId>;
  /** Agents a call may ring at now, in the strategy's order. */
  readonly ready: OrderedList<Candidate>;
  readonly candidates: Map<AgentId, Candidate>;
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
  return {
    ...settings,
    chosenBy: strategies[settings.strategy],
    demands: demandsOf(settings, {}),
    members: new Map(
      settings.agents.map(({ agentId, level, priority }, position) => [
        agentId,
        { queueId: settings.queueId, level, priority, position },
      ]),
    ),
    places: new Map(),
    contacts: new Map(),
    lanes: new Map(),
    callBacks: new Map(),
    ready: new OrderedList<Candidate>(byOrder),
    candidates: new Map(),
    ringing: new Set(),
    lastOffered: roundBefore(settings, before),
    counts: { loggedIn: 0, ready: 0, busy: 0, wrapUp: 0, aux: 0 },
    held: 0,
    today: figuresBefore(before),
    recent: recentBefore(before),
    // Since when nobody was served, no start can know: that he was not there himself says nothing of the pace.
    pace: { lastServedAt: null, intervalMs: before?.goesOn?.intervalMs ?? null },
    closing: false,
  };
}

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

function byOrder(one: Candidate, other: Candidate): number {
  return one.level - other.level || one.key - other.key || one.position - other.position;
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
export function stand(queue: Queue, place: AnyPlace, demand: Demand): boolean {
  leaveLane(queue, place);
  if ('callId' in place) queue.ringing.delete(place.callId);
  let lane = queue.lanes.get(demand.name);
  if (!lane) {
    lane = { demand, places: new OrderedList<AnyPlace>(byRank) };
    queue.lanes.set(demand.name, lane);
  }
  lane.places.add(place);
  place.lane = demand.name;
  return lane.places.first === place;
}

/** He is offered, or gone. */
export function leaveLane(queue: Queue, place: AnyPlace): void {
  if (place.lane === null) return;
  const lane = queue.lanes.get(place.lane);
  place.lane = null;
  lane?.places.remove(place);
  if (lane?.places.length === 0) queue.lanes.delete(lane.demand.name);
}

/** What an agent's change means to every queue of calls; found once for all of them. */
export interface VoiceChange {
  readonly offerable: boolean;
  /** By how much the number grows of those whom a contact keeps from calls. */
  readonly held: number;
}

export function voiceChangeOf(before: Agent | null, after: Agent): VoiceChange {
  const held = (isHeldFromCalls(after) ? 1 : 0) - (before && isHeldFromCalls(before) ? 1 : 0);
  return { offerable: isOfferable(after), held };
}

/** Takes in how an agent of this queue changed. */
export function reindexAgent(queue: Queue, before: Agent | null, after: Agent, voice: VoiceChange): void {
  const from = before ? stateOf(before) : 'logged-out';
  const to = stateOf(after);
  if (from !== to) {
    count(queue, from, -1);
    count(queue, to, 1);
  }
  const isVoice = queue.channel === 'voice';
  if (isVoice) queue.held += voice.held;
  const was = queue.candidates.get(after.agentId);
  const takes = isVoice ? voice.offerable : mayBeOffered(after, queue.channel);
  const is = takes ? candidateOf(queue, after) : null;
  if (was && is && byOrder(was, is) === 0 && was.skills === is.skills) return;
  if (was) {
    queue.ready.remove(was);
    queue.candidates.delete(was.agentId);
  }
  if (is) {
    queue.ready.add(is);
    queue.candidates.set(is.agentId, is);
  }
}

function candidateOf(queue: Queue, agent: Agent): Candidate | null {
  const member = queue.members.get(agent.agentId);
  if (!member) return null;
  return {
    agentId: agent.agentId,
    level: member.level,
    position: member.position,
    key: queue.chosenBy.key(agent, queue.channel),
    skills: agent.skills,
  };
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
    estimatedWaitMs: estimateFor(queue, queue.places.size + queue.contacts.size),
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
  if (pace.intervalMs === null && Object.keys(round).length === 0) return {};
  return { goesOn: { intervalMs: pace.intervalMs, lastOffered: round } };
}
