import type { ContactId, QueueId } from '@callweave/cti-core';
import { byRank, rankOf } from '../../../acd/place.js';
import type { Queue } from '../../../acd/queue.js';
import { type Demand, demandsOf } from '../../../acd/skills.js';
import { type Agent, mayBeOffered } from '../../../agents/agent.js';
import type { World } from '../../world.js';
import { mayServe } from './of-queues.js';

/** No contact is lost, and none is in two places: what waits has one place, in its own queue; nothing else has any. */
export function* contactsStandInOnePlace(world: World): Iterable<string> {
  const places = new Map<ContactId, QueueId[]>();
  for (const queue of world.queues.values()) {
    if (queue.channel === 'voice' ? queue.contacts.size > 0 : queue.places.size > 0)
      yield `${queue.queueId} holds what its channel does not bring`;
    for (const [contactId, place] of queue.contacts) {
      places.set(contactId, [...(places.get(contactId) ?? []), queue.queueId]);
      if (place.contactId !== contactId || place.queueId !== queue.queueId)
        yield `${contactId} has the place of another`;
      if (place.rank !== rankOf(queue, place)) yield `${contactId} has the rank of another time`;
    }
  }
  for (const { contactId, stage, queueId, queuedAt } of world.contacts.values()) {
    const found = places.get(contactId) ?? [];
    places.delete(contactId);
    const waits = stage.phase === 'queued' || stage.phase === 'offered';
    if (found.join() !== (waits ? queueId : '')) {
      yield `${contactId} is ${stage.phase} in ${queueId} and has places in [${found.join()}]`;
    }
    const place = world.queues.get(queueId)?.contacts.get(contactId);
    if (place && place.since !== queuedAt) yield `${contactId} lost the time it has waited`;
    if ((stage.phase === 'ended') !== world.endedContacts.has(contactId))
      yield `${contactId} is ${stage.phase} and kept otherwise`;
  }
  for (const contactId of places.keys()) yield `${contactId} has a place and is no contact`;
}

/** What a contact says of its agent, and an agent of his contacts, is the same; each is with one agent at most. */
export function* agentsAndContactsAgree(world: World): Iterable<string> {
  const held: string[] = [];
  for (const { agentId, seat } of world.agents.values()) {
    for (const { contactId, channel, is } of seat?.contacts ?? [])
      held.push(`${contactId} ${channel} ${is} ${agentId}`);
  }
  const told: string[] = [];
  for (const { contactId, channel, stage } of world.contacts.values()) {
    if (stage.phase === 'offered') told.push(`${contactId} ${channel} offered ${stage.offer.agentId}`);
    if (stage.phase === 'active') told.push(`${contactId} ${channel} active ${stage.agentId}`);
  }
  if (held.sort().join() !== told.sort().join())
    yield `agents hold [${held.join()}], contacts tell [${told.join()}]`;
}

/** Offers last until their deadline, what is asked is relaxed when it is due, and rests end. */
export function* contactsAreWatched(world: World): Iterable<string> {
  for (const { contactId, stage, queueId } of world.contacts.values()) {
    if (stage.phase === 'offered') {
      const { offerId } = stage.offer;
      if (!world.timers.has({ guard: 'contact-offer', contactId, offerId }))
        yield `offer ${offerId} of ${contactId} lasts for ever`;
    }
    const queue = world.queues.get(queueId);
    const place = queue?.contacts.get(contactId);
    if (!queue || !place) continue;
    if (place.relaxed < queue.relax.length && !world.timers.has({ guard: 'contact-relax', contactId }))
      yield `${contactId} is never relaxed again`;
  }
  for (const { agentId, seat } of world.agents.values()) {
    if (seat?.resting && !world.timers.has({ guard: 'rest', agentId })) yield `${agentId} rests for ever`;
  }
}

/** What waits stands in the lane of what it asks, by rank. */
export function* contactLanesAreTrue(world: World): Iterable<string> {
  for (const queue of world.queues.values()) {
    for (const lane of queue.lanes.values()) {
      const places = [...lane.places];
      for (const [index, place] of places.entries()) {
        const before = places[index - 1];
        if (before && byRank(before, place) >= 0) yield `${queue.queueId}: a lane is out of order`;
      }
    }
    for (const place of queue.contacts.values()) {
      const waits = world.contacts.get(place.contactId)?.stage.phase === 'queued';
      const expected = waits ? demandOfContact(world, queue, place).name : null;
      if (place.lane !== expected) yield `${place.contactId} is in lane ${place.lane}, not ${expected}`;
      else if (expected !== null && ![...(queue.lanes.get(expected)?.places ?? [])].includes(place))
        yield `${place.contactId} is missing in its lane ${expected}`;
    }
  }
}

function demandOfContact(
  world: World,
  queue: Queue,
  place: { readonly contactId: ContactId; readonly relaxed: number },
): Demand {
  const demands = demandsOf(queue, world.contacts.get(place.contactId)?.wants.requires ?? {});
  return demands[Math.min(place.relaxed, demands.length - 1)] as Demand;
}

/** Work conservation, switch or no switch: no contact waits for which an agent who may serve it has room. */
export function* noContactWaitsForRoom(world: World): Iterable<string> {
  for (const queue of world.queues.values()) {
    for (const place of queue.contacts.values()) {
      if (world.contacts.get(place.contactId)?.stage.phase !== 'queued') continue;
      const demand = demandOfContact(world, queue, place);
      const servant = [...world.agents.values()].find(
        (agent: Agent) => mayBeOffered(agent, queue.channel) && mayServe(queue, agent, demand),
      );
      if (servant) yield `${place.contactId} waits in ${queue.queueId} though ${servant.agentId} has room`;
    }
  }
}

/** Paused agents are offered nothing; a call waits only for a channel that is said not to be concurrent. */
export function* channelsKeepTheirRules(world: World): Iterable<string> {
  for (const { agentId, seat, channels } of world.agents.values()) {
    if (seat === null) continue;
    for (const { contactId, is } of seat.contacts) {
      if (is === 'offered' && seat.availability.is !== 'ready')
        yield `${agentId} pauses and is offered ${contactId}`;
    }
    const excluding = seat.contacts.some(
      ({ channel }) => channels.others.find((one) => one.channel === channel)?.concurrent === false,
    );
    const free =
      seat.work.is === 'idle' &&
      seat.availability.is === 'ready' &&
      seat.lingeringLegId === null &&
      !seat.coolingDown &&
      !seat.supervising &&
      (seat.device !== 'browser' || seat.registered) &&
      channels.voice.capacity > 0;
    for (const queue of world.queues.values()) {
      const member = queue.members.get(agentId);
      if (queue.channel !== 'voice' || !member) continue;
      if (member.stands !== (free && !excluding))
        yield `${agentId} is ${free ? '' : 'not '}free, ${excluding ? '' : 'not '}held, and ${queue.queueId} thinks otherwise`;
    }
  }
}
