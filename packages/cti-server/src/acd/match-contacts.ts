import type { ContactId, OfferId, RoutingDecision } from '@callweave/cti-core';
import type { Agent } from '../agents/agent.js';
import { withContactOffered } from '../agents/agent.machine.js';
import { announceAgent, saveAgent } from '../agents/agent.store.js';
import { contactSnapshot, liveContact, saveContact } from '../contacts/contact.store.js';
import type { Step } from '../kernel/world.js';
import { chooseAgents } from './choose-agent.js';
import { contactDemand } from './contact-places.js';
import { explain } from './decision.js';
import type { ContactPlace } from './place.js';
import { leaveLane, type Queue } from './queue.js';
import { touch } from './queue-events.js';

/** Looks at all who have room for a contact, as a call looks at all who are ready. */
export function matchContact(step: Step, contactId: ContactId, trigger: RoutingDecision['trigger']) {
  const contact = liveContact(step, contactId);
  const queue = contact ? step.world.queues.get(contact.queueId) : undefined;
  const place = queue?.contacts.get(contactId);
  if (!queue || !place || contact?.stage.phase !== 'queued') return;
  const demand = contactDemand(step, queue, place);
  const lane = place.lane === null ? undefined : queue.lanes.get(place.lane);
  const waits = { trigger, outcome: { is: 'waiting' } } as const;
  // Behind the head of its lane: nobody who has room serves those, or it.
  if (lane?.places.first !== place)
    return explain(step, queue, place, demand, { ...waits, rule: 'others wait before him' });
  const { chosen, look } = chooseAgents(queue, demand);
  const agent = chosen[0] && step.world.agents.get(chosen[0].agentId);
  if (!agent) return explain(step, queue, place, demand, { ...waits, rule: 'no agent', look });
  explain(step, queue, place, demand, {
    trigger,
    outcome: { is: 'offered', agentId: agent.agentId },
    rule: queue.chosenBy.chooses,
    look,
  });
  offerContact(step, queue, place, agent);
  // Whatever stood behind it, and asked in the same step, has not looked itself.
  const next = queue.lanes.get(demand.name)?.places.first;
  if (next && 'contactId' in next) step.world.unmatched.contacts.set(next.contactId, trigger);
}

/** It shows at the agent until he takes it, lets it go, or the queue's `ringMs` are over. */
export function offerContact(step: Step, queue: Queue, place: ContactPlace, agent: Agent): void {
  const contact = liveContact(step, place.contactId);
  if (!contact) return;
  const { contactId, channel } = contact;
  const { agentId } = agent;
  leaveLane(queue, place, step.at);
  const member = queue.members.get(agentId);
  if (member) queue.lastOffered.set(member.level, member.position);
  const offer = {
    offerId: step.newId() as OfferId,
    agentId,
    startedAt: step.at,
    deadline: step.at + queue.ringMs,
    autoAnswer: queue.autoAnswer,
  };
  const offered = saveContact(step, { ...contact, stage: { phase: 'offered', offer } });
  step.emit({ event: 'contact.offered', data: { contact: contactSnapshot(step, offered) } });
  announceAgent(step, saveAgent(step, withContactOffered(agent, { contactId, channel })));
  step.setTimer({ guard: 'contact-offer', contactId, offerId: offer.offerId }, queue.ringMs);
  touch(step, queue);
}
