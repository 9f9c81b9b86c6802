import type { AgentState, EpochMs } from '@callweave/cti-core';
import { type Agent, isOfferable, mayBeOffered, type Seat, stateOf } from '../agents/agent.js';
import { isHeldFromCalls, takesContacts } from '../agents/room.js';
import type { Step, World } from '../kernel/world.js';
import { dutyChanged, passTime } from './estimated-wait.js';
import { reservationEnded } from './places.js';
import type { Member, Queue } from './queue.js';
import { touch } from './queue-events.js';

/**
 * An agent's parts in the queues that there are, and at the same places these queues: most looks need no more, and while a few
 * hundred queues stay at hand in memory, members are ten thousands.
 */
export interface Parts {
  /** What the rest was found by. */
  readonly memberships: Agent['memberships'];
  readonly queues: readonly Queue[];
  readonly members: readonly Member[];
}

/** His parts in the queues that there are, the one he serves first before the others. */
export function partsOf({ parts, queues }: World, { agentId, memberships }: Agent): Parts {
  const known = parts.get(agentId);
  if (known?.memberships === memberships) return known;
  const members = memberships.flatMap(({ queueId }) => queues.get(queueId)?.members.get(agentId) ?? []);
  const found = { memberships, queues: members.map(({ queue }) => queue), members };
  parts.set(agentId, found);
  return found;
}

/** Keeps the queues' orders true to an agent's change. */
export function agentChanged(step: Step, before: Agent | null, after: Agent): void {
  const { world } = step;
  const { unmatched } = world;
  const change = changeOf(before, after);
  const counted = isCounted(change);
  const ordered = concernsOrders(change, before, after);
  if (counted || ordered) {
    const { queues, members } = partsOf(world, after);
    if (counted) for (const queue of queues) countAgain(step, queue, change);
    if (ordered) for (const member of members) placeMember(member, after, change.offerable);
  }
  const room = takesContacts(after);
  if (room || change.offerable) unmatched.agents.set(after.agentId, true);
  if (room && !world.switchUp) unmatched.withoutSwitch.set(after.agentId, true);
  if (before?.seat && before.seat.contacts.length > 0) letGo(step, before.seat, after);
  // Nobody waits for one who has left.
  if (after.seat === null)
    for (const callId of [...(world.reserved.get(after.agentId) ?? [])]) reservationEnded(step, callId);
}

function countAgain(step: Step, queue: Queue, change: AgentChange): void {
  countMember(queue, change, step.at);
  if (change.from === change.to) return;
  touch(step, queue);
  if (queue.rulesWatchAgents) step.world.unmatched.rules.set(queue.queueId, true);
}

/** What an agent's change means to his queues; found once for all of them. */
interface AgentChange {
  /** What queues counted him as, and count him as from now on. */
  readonly from: CountedAs;
  readonly to: CountedAs;
  /** A call might ring at him before. */
  readonly wasOfferable: boolean;
  readonly offerable: boolean;
  /** By how much the number grows of those whom a contact keeps from calls. */
  readonly held: number;
}

/** Null of one who is logged out. */
export type CountedAs = Exclude<keyof Queue['counts'], 'loggedIn'> | null;

function countedAs(state: AgentState): CountedAs {
  switch (state) {
    case 'logged-out':
      return null;
    case 'ready':
    case 'aux':
      return state;
    case 'wrap-up':
      return 'wrapUp';
    default:
      return 'busy';
  }
}

function changeOf(before: Agent | null, after: Agent): AgentChange {
  return {
    from: before ? countedAs(stateOf(before)) : null,
    to: countedAs(stateOf(after)),
    wasOfferable: before !== null && isOfferable(before),
    offerable: isOfferable(after),
    held: (isHeldFromCalls(after) ? 1 : 0) - (before && isHeldFromCalls(before) ? 1 : 0),
  };
}

/** A change that queues count. */
function isCounted({ from, to, held }: AgentChange): boolean {
  return from !== to || held !== 0;
}

/** Most changes are of one on a call, whom no queue has in its order before or after. */
function concernsOrders(change: AgentChange, before: Agent | null, after: Agent): boolean {
  if (change.wasOfferable || change.offerable) return true;
  return after.channels.others.length > 0 || (before !== null && before.channels.others.length > 0);
}

/** Takes in what an agent of a queue is, whom it does not know yet. */
export function takeInMember(member: Member, agent: Agent, at: EpochMs): void {
  const change = changeOf(null, agent);
  countMember(member.queue, change, at);
  placeMember(member, agent, change.offerable);
}

function countMember(queue: Queue, { from, to, held }: AgentChange, at: EpochMs): void {
  if (from !== to) {
    passTime(queue, at);
    count(queue.counts, from, -1);
    count(queue.counts, to, 1);
    dutyChanged(queue, from, to);
  }
  if (queue.channel === 'voice') queue.held += held;
}

/** Puts him where he belongs in the order of a queue, or out of it. */
function placeMember(member: Member, agent: Agent, offerable: boolean): void {
  const { queue } = member;
  const takes = queue.channel === 'voice' ? offerable : mayBeOffered(agent, queue.channel);
  if (!member.stands && !takes) return;
  const { skills } = agent;
  const key = takes ? queue.chosenBy.key(agent, queue.channel) : member.key;
  if (member.stands && takes && member.key === key && member.skills === skills) return;
  if (member.stands) queue.ready.remove(member);
  member.stands = takes;
  if (!takes) return;
  member.key = key;
  member.skills = skills;
  queue.ready.add(member);
}

function count(counts: Queue['counts'], as: CountedAs, by: 1 | -1): void {
  if (as === null) return;
  counts.loggedIn += by;
  if (as === 'ready') counts.ready += by;
  else if (as === 'aux') counts.aux += by;
  else if (as === 'wrapUp') counts.wrapUp += by;
  else counts.busy += by;
}

/** Whoever logs out gives his contacts back; whoever pauses keeps those he has taken, and is offered none. */
function letGo(step: Step, { contacts }: Seat, { agentId, seat }: Agent): void {
  if (seat?.availability.is === 'ready') return;
  for (const { contactId, is } of contacts) {
    if (seat === null || is === 'offered') step.signal({ signal: 'contact.let-go', contactId, agentId });
  }
}
