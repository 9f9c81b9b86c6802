import type { AgentState, EpochMs } from '@callweave/cti-core';
import { type Agent, isOfferable, mayBeOffered, type Seat, stateOf } from '../agents/agent.js';
import { isHeldFromCalls, takesContacts } from '../agents/room.js';
import type { Step, World } from '../kernel/world.js';
import { dutyChanged, passTime } from './estimated-wait.js';
import { reservationEnded } from './places.js';
import type { Member, Queue } from './queue.js';
import { touch } from './queue-events.js';

/** His parts in the queues that there are, the one he serves first before the others. */
export function partsOf({ parts, queues }: World, { agentId, memberships }: Agent): readonly Member[] {
  const known = parts.get(agentId);
  if (known?.memberships === memberships) return known.members;
  const members = memberships.flatMap(({ queueId }) => queues.get(queueId)?.members.get(agentId) ?? []);
  parts.set(agentId, { memberships, members });
  return members;
}

/** Keeps the queues' orders true to an agent's change. */
export function agentChanged(step: Step, before: Agent | null, after: Agent): void {
  const { world } = step;
  const { unmatched } = world;
  const change = changeOf(before, after);
  const counted = before === null || change.from !== change.to;
  if (counted || concernsQueues(change, before, after)) {
    for (const member of partsOf(world, after)) {
      const { queue } = member;
      reindexMember(member, after, change, step.at);
      if (counted) touch(step, queue);
      if (counted && queue.rulesWatchAgents) unmatched.rules.add(queue.queueId);
    }
  }
  const room = takesContacts(after);
  if (room || change.offerable) unmatched.agents.add(after.agentId);
  if (room && !world.switchUp) unmatched.withoutSwitch.add(after.agentId);
  if (before?.seat && before.seat.contacts.length > 0) letGo(step, before.seat, after);
  // Nobody waits for one who has left.
  if (after.seat === null)
    for (const callId of [...(world.reserved.get(after.agentId) ?? [])]) reservationEnded(step, callId);
}

/** What an agent's change means to his queues; found once for all of them. */
export interface AgentChange {
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

export function changeOf(before: Agent | null, after: Agent): AgentChange {
  return {
    from: before ? countedAs(stateOf(before)) : null,
    to: countedAs(stateOf(after)),
    wasOfferable: before !== null && isOfferable(before),
    offerable: isOfferable(after),
    held: (isHeldFromCalls(after) ? 1 : 0) - (before && isHeldFromCalls(before) ? 1 : 0),
  };
}

/** A change that no queue counts: most are of one on a call, whom none has in its order before or after. */
function concernsQueues(change: AgentChange, before: Agent, after: Agent): boolean {
  const onVoice = change.wasOfferable || change.offerable || change.held !== 0;
  return onVoice || before.channels.others.length > 0 || after.channels.others.length > 0;
}

/** Takes in how an agent of a queue changed. */
export function reindexMember(member: Member, agent: Agent, change: AgentChange, at: EpochMs): void {
  const { queue } = member;
  const { from, to } = change;
  if (from !== to) {
    passTime(queue, at);
    count(queue.counts, from, -1);
    count(queue.counts, to, 1);
    dutyChanged(queue, from, to);
  }
  const isVoice = queue.channel === 'voice';
  if (isVoice) queue.held += change.held;
  const takes = isVoice ? change.offerable : mayBeOffered(agent, queue.channel);
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
