import type { EpochMs } from '@callweave/cti-core';
import { byRank, type Place, rankOf } from '../../../acd/place.js';
import type { Queue } from '../../../acd/queue.js';
import { type Demand, demandsOf, meets } from '../../../acd/skills.js';
import { type Agent, isOfferable, mayBeOffered, stateOf } from '../../../agents/agent.js';
import type { World } from '../../world.js';

/** What a waiting call asks of agents, worked out from the settings anew. */
export function demandOfPlace(world: World, queue: Queue, place: Place): Demand {
  const demands = demandsOf(queue, world.calls.get(place.callId)?.wants.requires ?? {});
  return demands[Math.min(place.relaxed, demands.length - 1)] as Demand;
}

/** True when this agent, were he free, might be offered this call. */
export function mayServe(queue: Queue, agent: Agent, demand: Demand): boolean {
  const member = queue.members.get(agent.agentId);
  return (
    member !== undefined &&
    (demand.reach === null || member.level <= demand.reach) &&
    meets(agent.skills, demand)
  );
}

/** A place says of its call what the call says of itself. */
export function* placesAreTrue(world: World, at: EpochMs): Iterable<string> {
  for (const queue of world.queues.values()) {
    for (const [callId, place] of queue.places) {
      const call = world.calls.get(callId);
      if (!call) continue;
      const { queuedAt, wants } = call;
      if (place.callId !== callId || place.queueId !== queue.queueId)
        yield `${callId} has the place of another`;
      if (place.points !== wants.priority)
        yield `${callId} has ${place.points} points, and wants ${wants.priority}`;
      if (place.rank !== rankOf(queue, place)) yield `${callId} has the rank of another time`;
      if (queuedAt === null) yield `${callId} waits since no time`;
      else if (queue.resumeMs === 0 ? place.since !== queuedAt : place.since > queuedAt) {
        yield `${callId} stands as if it waited since ${place.since}, and waits since ${queuedAt}`;
      }
      const due = queue.relax.filter(({ afterMs }) => afterMs < at - (queuedAt ?? at)).length;
      if (world.switchUp && place.relaxed < due)
        yield `${callId} should have been relaxed ${due} times by now`;
    }
  }
}

/** Whoever waits for any agent stands in the lane of what he asks, by rank; nobody else stands in one. */
export function* lanesAreTrue(world: World): Iterable<string> {
  for (const queue of world.queues.values()) {
    for (const [name, lane] of queue.lanes) {
      if (lane.places.length === 0) yield `lane ${name} of ${queue.queueId} is empty`;
      const places = [...lane.places].flatMap((place) => ('callId' in place ? [place] : []));
      for (const [index, place] of places.entries()) {
        const before = places[index - 1];
        if (place.lane !== name || queue.places.get(place.callId) !== place) {
          yield `${place.callId} is in lane ${name} of ${queue.queueId} without a place`;
        }
        if (before && byRank(before, place) >= 0) yield `${place.callId} stands behind one of a later rank`;
      }
    }
    const standing = [...queue.lanes.values()].reduce((sum, { places }) => sum + places.length, 0);
    if (queue.pace.standing !== standing)
      yield `${queue.queueId} counts ${queue.pace.standing} who stand, there are ${standing}`;
    for (const place of queue.places.values()) {
      const phase = world.calls.get(place.callId)?.stage.phase;
      if (queue.ringing.has(place.callId) && phase !== 'offered')
        yield `${place.callId} is ${phase}, and rings`;
      const stands = phase === 'queued' && place.reservedFor === null;
      const expected = stands ? demandOfPlace(world, queue, place).name : null;
      if (place.lane !== expected)
        yield `${place.callId} (${phase}) is in lane ${place.lane}, not ${expected}`;
      else if (expected !== null && ![...(queue.lanes.get(expected)?.places ?? [])].includes(place)) {
        yield `${place.callId} is missing in its lane ${expected}`;
      }
    }
  }
}

/** The list an offer is made from holds those who may be offered one, in the order of the strategy as it is now. */
export function* listsOfReadyAreTrue(world: World): Iterable<string> {
  for (const queue of world.queues.values()) {
    const expected = [...queue.members]
      .flatMap(([agentId, member]) => {
        const agent = world.agents.get(agentId);
        return agent && mayBeOffered(agent, queue.channel)
          ? [{ member, agent, key: queue.chosenBy.key(agent, queue.channel) }]
          : [];
      })
      .sort(
        (one, other) =>
          one.member.level - other.member.level ||
          one.key - other.key ||
          one.member.position - other.member.position,
      )
      .map(({ agent }) => agent.agentId);
    const found = [...queue.ready].map(({ agentId }) => agentId);
    if (found.join() !== expected.join()) {
      yield `${queue.queueId} lists [${found.join()}] as ready, and those are [${expected.join()}]`;
    }
  }
}

export function* queuesCountTheirAgents(world: World): Iterable<string> {
  for (const queue of world.queues.values()) {
    const recount = { loggedIn: 0, ready: 0, busy: 0, wrapUp: 0, aux: 0 };
    for (const agentId of queue.members.keys()) {
      const agent = world.agents.get(agentId);
      const state = agent ? stateOf(agent) : 'logged-out';
      if (state === 'logged-out') continue;
      recount.loggedIn += 1;
      if (state === 'ready' || state === 'aux') recount[state] += 1;
      else if (state === 'wrap-up') recount.wrapUp += 1;
      else recount.busy += 1;
    }
    if (JSON.stringify(recount) !== JSON.stringify(queue.counts)) {
      yield `${queue.queueId} counts ${JSON.stringify(queue.counts)}, a recount gives ${JSON.stringify(recount)}`;
    }
  }
}

/** Those who wait for one agent alone are found by the agent, and by their place. */
export function* reservationsAgree(world: World): Iterable<string> {
  const byPlace: string[] = [];
  for (const queue of world.queues.values()) {
    for (const { callId, reservedFor } of queue.places.values()) {
      if (reservedFor === null) continue;
      byPlace.push(`${reservedFor} ${callId}`);
      if (!world.agents.get(reservedFor)?.seat) yield `${callId} waits for ${reservedFor}, who is not there`;
    }
  }
  const byAgent = [...world.reserved].flatMap(([agentId, calls]) =>
    [...calls].map((callId) => `${agentId} ${callId}`),
  );
  if (byPlace.sort().join() !== byAgent.sort().join()) {
    yield `places are reserved as [${byPlace.join()}], agents have [${byAgent.join()}]`;
  }
}

/** Work conservation: no caller waits whom an agent who is free may serve. */
export function* nobodyWaitsForAFreeAgent(world: World): Iterable<string> {
  if (!world.switchUp) return;
  const free = [...world.agents.values()].filter(isOfferable);
  for (const queue of world.queues.values()) {
    for (const place of queue.places.values()) {
      if (world.calls.get(place.callId)?.stage.phase !== 'queued') continue;
      const demand = demandOfPlace(world, queue, place);
      const servant = free.find((agent) =>
        place.reservedFor === null ? mayServe(queue, agent, demand) : agent.agentId === place.reservedFor,
      );
      if (servant)
        yield `${place.callId} waits in ${queue.queueId} though ${servant.agentId} is free to serve it`;
    }
  }
}
