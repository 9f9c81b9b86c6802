import type { AgentId, CallId, RoutingDecision } from '@callweave/cti-core';
import { type Agent, isOfferable } from '../agents/agent.js';
import { takesContacts } from '../agents/room.js';
import { offersOf } from '../calls/call.js';
import { liveCall } from '../calls/call.store.js';
import { openOffers } from '../calls/offer.js';
import type { Step, World } from '../kernel/world.js';
import { chooseAgents } from './choose-agent.js';
import { chooseCall } from './choose-call.js';
import { explain, Look } from './decision.js';
import { takesStanding } from './estimated-wait.js';
import { matchContact, offerContact } from './match-contacts.js';
import { partsOf } from './members.js';
import type { ContactPlace, Place } from './place.js';
import { demandOf } from './places.js';
import { type Lane, leaveLane, type Member, type Queue } from './queue.js';
import { touch } from './queue-events.js';
import { type Demand, meets } from './skills.js';

/**
 * Brings waiting callers and ready agents together. Afterwards no caller waits whom a ready agent may serve: whoever
 * became ready has taken the best of his calls, and whoever came to the head of a lane has looked at all who are ready;
 * behind the head nobody asks for less. With contacts of other channels it is the same; they need no switch.
 */
export function match(step: Step): void {
  const { unmatched, switchUp } = step.world;
  const agents = switchUp ? unmatched.agents : unmatched.withoutSwitch;
  agents.drain((agentId) => matchAgent(step, agentId));
  // Until there is a switch, calls and those who are ready for them stand still.
  if (unmatched.withoutSwitch.size > 0) unmatched.withoutSwitch.clear();
  if (switchUp) unmatched.calls.drain((callId, trigger) => matchCall(step, callId, trigger));
  unmatched.contacts.drain((contactId, trigger) => matchContact(step, contactId, trigger));
}

/** True when there is something to look at. */
export function isUnmatched({ switchUp, unmatched }: World): boolean {
  if (unmatched.contacts.size > 0) return true;
  return switchUp ? unmatched.agents.size > 0 || unmatched.calls.size > 0 : unmatched.withoutSwitch.size > 0;
}

function matchAgent(step: Step, agentId: AgentId): void {
  const { world } = step;
  const agent = world.agents.get(agentId);
  if (!agent) return;
  const takesCalls = world.switchUp && isOfferable(agent);
  if (!takesCalls && !takesContacts(agent)) return;
  const reserved = takesCalls ? reservedFor(step, agent) : null;
  if (reserved) {
    const { queue, place } = reserved;
    explain(step, queue, place, demandOf(step, queue, place), {
      trigger: 'agent-ready',
      outcome: { is: 'offered', agentId },
      rule: 'reserved',
    });
    offer(step, queue, place, [agent]);
    return;
  }
  const found = chooseCall(agent, partsOf(world, agent), step.at, world.switchUp);
  if (!found) {
    if (takesCalls) ringAsWell(step, agent);
    return;
  }
  const { queue, lane, place, passedOver } = found;
  const look = new Look();
  look.considered.push({ agentId, why: 'chosen', detail: null });
  explain(step, queue, place, lane.demand, {
    trigger: 'agent-ready',
    outcome: { is: 'offered', agentId },
    rule: 'callId' in place ? 'best waiting call' : 'best waiting contact',
    look,
    passedOver,
  });
  if ('contactId' in place) {
    takeContact(step, queue, lane, place, agent);
    return;
  }
  takesStanding(queue, place, step.at);
  offer(step, queue, place, [agent]);
  if (queue.chosenBy.ringsAll) queue.ringing.add(place.callId);
  // Whoever was to look at the head of the lane looks at the next.
  const trigger = world.unmatched.calls.get(place.callId);
  const next = queue.lanes.get(lane.demand.name)?.places.first;
  if (trigger && next && 'callId' in next) world.unmatched.calls.set(next.callId, trigger);
}

/** As {@link matchAgent} goes on with a call. While he has room for more, he is looked at again. */
function takeContact(step: Step, queue: Queue, { demand }: Lane, place: ContactPlace, agent: Agent): void {
  const { contacts } = step.world.unmatched;
  const trigger = contacts.get(place.contactId);
  takesStanding(queue, place, step.at);
  offerContact(step, queue, place, agent);
  const next = queue.lanes.get(demand.name)?.places.first;
  if (trigger && next && 'contactId' in next) contacts.set(next.contactId, trigger);
}

/** Nobody waits whom he may serve; but where all are rung, a call may ring at him as well. */
function ringAsWell(step: Step, agent: Agent): void {
  const { queues, members } = partsOf(step.world, agent);
  for (let at = 0; at < queues.length; at++) {
    const queue = queues[at] as Queue;
    if (queue.ringing.size === 0) continue;
    const { level } = members[at] as Member;
    for (const callId of queue.ringing) {
      const call = liveCall(step, callId);
      const place = queue.places.get(callId);
      if (call?.stage.phase !== 'offered' || !place) continue;
      const offers = offersOf(call);
      const demand = demandOf(step, queue, place);
      const within = demand.reach === null || level <= demand.reach;
      if (offers.length >= queue.ringAtOnce || offers.some(({ joining }) => joining)) continue;
      if (!within || !meets(agent.skills, demand)) continue;
      explain(step, queue, place, demand, {
        trigger: 'agent-ready',
        outcome: { is: 'offered', agentId: agent.agentId },
        rule: queue.chosenBy.chooses,
      });
      offer(step, queue, place, [agent]);
      return;
    }
  }
}

/** The first of those who wait for this agent alone. */
function reservedFor(step: Step, agent: Agent): { queue: Queue; place: Place } | null {
  for (const callId of step.world.reserved.get(agent.agentId) ?? []) {
    const call = liveCall(step, callId);
    const queue = call?.queueId == null ? undefined : step.world.queues.get(call.queueId);
    const place = queue?.places.get(callId);
    if (queue && place && call?.stage.phase === 'queued') return { queue, place };
  }
  return null;
}

function matchCall(step: Step, callId: CallId, trigger: RoutingDecision['trigger']) {
  const call = liveCall(step, callId);
  const queue = call?.queueId == null ? undefined : step.world.queues.get(call.queueId);
  const place = queue?.places.get(callId);
  if (!queue || !place || call?.stage.phase !== 'queued') return;
  const demand = demandOf(step, queue, place);
  if (place.reservedFor !== null)
    return matchReserved(step, queue, place, place.reservedFor, demand, trigger);
  const lane = place.lane === null ? undefined : queue.lanes.get(place.lane);
  // Behind the head of his lane: nobody who is ready serves those, or him.
  if (lane?.places.first !== place)
    return waits(step, queue, place, demand, trigger, 'others wait before him');
  const { chosen, look } = chooseAgents(queue, demand);
  const agents = chosen.flatMap(({ agentId }) => step.world.agents.get(agentId) ?? []);
  const [first, ...others] = agents;
  if (!first) return waits(step, queue, place, demand, trigger, 'no agent', look);
  explain(step, queue, place, demand, {
    trigger,
    outcome: {
      is: 'offered',
      agentId: first.agentId,
      ...(others.length === 0 ? {} : { also: others.map(({ agentId }) => agentId) }),
    },
    rule: queue.chosenBy.chooses,
    look,
  });
  offer(step, queue, place, agents);
  if (queue.chosenBy.ringsAll) queue.ringing.add(callId);
  // Whoever stood behind him, and asked in the same step, has not looked himself.
  const next = queue.lanes.get(demand.name)?.places.first;
  if (next && 'callId' in next) step.world.unmatched.calls.set(next.callId, trigger);
}

function matchReserved(
  step: Step,
  queue: Queue,
  place: Place,
  agentId: AgentId,
  demand: Demand,
  trigger: RoutingDecision['trigger'],
) {
  const agent = step.world.agents.get(agentId);
  if (!agent || !isOfferable(agent)) return waits(step, queue, place, demand, trigger, 'reserved');
  explain(step, queue, place, demand, {
    trigger,
    outcome: { is: 'offered', agentId },
    rule: 'reserved',
  });
  offer(step, queue, place, [agent]);
}

function waits(
  step: Step,
  queue: Queue,
  place: Place,
  demand: Demand,
  trigger: RoutingDecision['trigger'],
  rule: string,
  look?: Look,
): void {
  explain(step, queue, place, demand, {
    trigger,
    outcome: { is: 'waiting' },
    rule,
    ...(look === undefined ? {} : { look }),
  });
}

function offer(step: Step, queue: Queue, place: Place, agents: readonly Agent[]): void {
  const call = liveCall(step, place.callId);
  if (!call) return;
  leaveLane(queue, place, step.at);
  for (const { agentId } of agents) {
    const member = queue.members.get(agentId);
    if (member) queue.lastOffered.set(member.level, member.position);
  }
  openOffers(step, call, agents, { ringMs: queue.ringMs, autoAnswer: queue.autoAnswer });
  touch(step, queue);
}
