import {
  type AgentId,
  CallweaveError,
  type CommandParams,
  type ContactId,
  type ContactOffer,
  type OfferId,
} from '@callweave/cti-core';
import type { Agent } from '../agents/agent.js';
import {
  missedContact,
  withContactAccepted,
  withContactDone,
  withoutContact,
} from '../agents/agent.machine.js';
import { announceAgent, rest, saveAgent } from '../agents/agent.store.js';
import { agentOn, type Contact } from '../contacts/contact.js';
import { contactSnapshot, liveContact, saveContact } from '../contacts/contact.store.js';
import type { Step } from '../kernel/world.js';
import { closeIfDone } from './change-queues.js';
import { leaveContactPlace, standContactInLane, takeContactPlace } from './contact-places.js';
import { served } from './estimated-wait.js';
import { countAbandon, countAnswer } from './figures.js';
import type { Queue } from './queue.js';
import { touch } from './queue-events.js';
import { TOO_SOON_MS } from './rona.js';

/** Contacts that one queue holds at most. */
export const MOST_WAITING = 10_000;

/**
 * A contact begins to wait, or is there already by this id.
 * @throws {CallweaveError} `queue.unknown`, `contact.queue-full`
 */
export function queueContact(step: Step, params: CommandParams<'contact.queue'>): Contact {
  const { queueId } = params;
  const there = params.contactId === undefined ? undefined : step.world.contacts.get(params.contactId);
  if (there) return there;
  const queue = step.world.queues.get(queueId);
  if (!queue || queue.closing || queue.channel === 'voice')
    throw new CallweaveError('queue.unknown', 'No such queue for contacts', { details: { queueId } });
  if (queue.contacts.size >= MOST_WAITING)
    throw new CallweaveError('contact.queue-full', `${MOST_WAITING} contacts wait`, { details: { queueId } });
  const contact: Contact = {
    contactId: params.contactId ?? (step.newId() as ContactId),
    channel: queue.channel,
    queueId,
    customer: params.customer ?? '',
    data: params.data ?? {},
    wants: { priority: params.priority ?? 0, requires: params.requires ?? {} },
    queuedAt: step.at,
    acceptedAt: null,
    stage: { phase: 'queued' },
  };
  enter(step, contact, queue, 'entered');
  return contact;
}

function enter(
  step: Step,
  contact: Contact,
  queue: Queue,
  trigger: 'entered' | 'kept-place',
  givenBackBy: AgentId | null = null,
): void {
  saveContact(step, contact);
  queue.today.entered += 1;
  standContactInLane(step, queue, takeContactPlace(step, contact, queue, step.at), contact);
  step.emit({
    event: 'contact.queued',
    data: {
      contact: contactSnapshot(step, contact),
      ...(givenBackBy === null ? {} : { givenBackBy }),
    },
  });
  step.world.unmatched.contacts.set(contact.contactId, trigger);
}

/** Its agent has it: the wait counts from entry to here, through all offers. */
export function acceptContact(step: Step, contact: Contact): void {
  const { stage, contactId } = contact;
  if (stage.phase !== 'offered') return;
  const { offer } = stage;
  const left = leaveContactPlace(step, contact);
  if (left) {
    const { queue, place } = left;
    const waitedMs = step.at - place.countsFrom;
    countAnswer(queue, waitedMs, step.at);
    served(queue, step.at, queue.contacts.size);
  }
  const { agentId } = offer;
  const active = saveContact(step, {
    ...contact,
    acceptedAt: contact.acceptedAt ?? step.at,
    stage: { phase: 'active', agentId },
  });
  endOffer(step, active, offer, 'accepted');
  step.emit({ event: 'contact.accepted', data: { contact: contactSnapshot(step, active) } });
  const agent = step.world.agents.get(agentId);
  if (agent) announceAgent(step, saveAgent(step, withContactAccepted(agent, contactId, step.at)));
}

/** An offer nobody took (ACD-5): the contact keeps its place, and the agent is put aside or not by the queue's setting. */
export function contactOfferFailed(step: Step, contact: Contact, outcome: 'no-answer' | 'rejected'): void {
  if (contact.stage.phase !== 'offered') return;
  const { offer } = contact.stage;
  const queue = step.world.queues.get(contact.queueId);
  waitOn(step, contact, offer, outcome);
  const { toAux, restMs } = queue?.missed[outcome === 'rejected' ? 'rejected' : 'noAnswer'] ?? {
    toAux: true,
    restMs: 0,
  };
  const agent = step.world.agents.get(offer.agentId);
  if (!agent) return;
  const after = saveAgent(step, missedContact(agent, contact.contactId, toAux, step.at), outcome);
  const soon = step.at - offer.startedAt < TOO_SOON_MS ? TOO_SOON_MS : 0;
  const isAside = after.seat?.availability.is !== 'ready' || after.seat.next !== null;
  const restFor = Math.max(restMs, soon);
  if (!isAside && restFor > 0) rest(step, offer.agentId, restFor);
  announceAgent(step, step.world.agents.get(offer.agentId) ?? after);
}

export function contactOfferTimedOut(step: Step, contactId: ContactId, offerId: OfferId): void {
  const contact = liveContact(step, contactId);
  if (contact?.stage.phase !== 'offered' || contact.stage.offer.offerId !== offerId) return;
  contactOfferFailed(step, contact, 'no-answer');
}

/** Its agent is done with it, or its customer has left. */
export function endContact(
  step: Step,
  contact: Contact,
  outcome: 'completed' | 'cancelled' | 'failed',
): void {
  const { stage, contactId, queueId } = contact;
  if (stage.phase === 'ended') return;
  const agentId = agentOn(contact);
  const ended = saveContact(step, {
    ...contact,
    stage: { phase: 'ended', at: step.at, outcome, agentId: stage.phase === 'active' ? agentId : null },
  });
  const left = leaveContactPlace(step, contact);
  if (left) {
    const { queue, place } = left;
    countAbandon(queue, step.at);
    if (step.at - place.countsFrom < queue.shortAbandonMs) queue.today.shortAbandoned += 1;
  }
  if (stage.phase === 'offered') endOffer(step, ended, stage.offer, 'withdrawn');
  step.emit({ event: 'contact.ended', data: { contact: contactSnapshot(step, ended, agentId) } });
  if (stage.phase === 'offered') takeFrom(step, stage.offer.agentId, (his) => withoutContact(his, contactId));
  if (stage.phase === 'active')
    takeFrom(step, stage.agentId, (his) => withContactDone(his, contactId, step.at));
  closeIfDone(step, queueId);
}

/** Its agent logged out, or pauses before he took it: it waits for another. */
export function contactLetGo(step: Step, contactId: ContactId, agentId: AgentId) {
  const contact = liveContact(step, contactId);
  if (!contact || agentOn(contact) !== agentId) return;
  const seat = step.world.agents.get(agentId)?.seat ?? null;
  const { stage } = contact;
  if (stage.phase === 'offered') {
    if (seat?.availability.is === 'ready' && seat.contacts.some((one) => one.contactId === contactId)) return;
    waitOn(step, contact, stage.offer, 'withdrawn');
    takeFrom(step, agentId, (his) => withoutContact(his, contactId));
    return;
  }
  if (seat?.contacts.some((one) => one.contactId === contactId)) return;
  const queue = step.world.queues.get(contact.queueId);
  if (queue?.channel !== contact.channel) return endContact(step, contact, 'failed');
  enter(step, { ...contact, stage: { phase: 'queued' } }, queue, 'kept-place', agentId);
}

/** Gives a contact of an earlier server back its place, its deadline, or its agent. */
export function restoreContact(step: Step, contact: Contact) {
  const { stage, contactId } = contact;
  const queue = step.world.queues.get(contact.queueId);
  const agentId = agentOn(contact);
  const seat = agentId === null ? null : (step.world.agents.get(agentId)?.seat ?? null);
  const isHis = seat?.contacts.some((one) => one.contactId === contactId) ?? false;
  if (stage.phase === 'active') {
    if (!isHis && agentId !== null) contactLetGo(step, contactId, agentId);
    return;
  }
  // The settings of this run have no such queue.
  if (queue?.channel !== contact.channel) return endContact(step, contact, 'failed');
  const place = takeContactPlace(step, contact, queue, contact.queuedAt);
  if (stage.phase === 'offered') {
    const { offerId, deadline } = stage.offer;
    step.setTimer({ guard: 'contact-offer', contactId, offerId }, deadline - step.at);
    if (!isHis) waitOn(step, contact, stage.offer, 'withdrawn');
    return;
  }
  standContactInLane(step, queue, place, contact);
  step.world.unmatched.contacts.set(contactId, 'taken-over');
}

/** An offer ended without being accepted: it waits on at the place it had. */
function waitOn(
  step: Step,
  contact: Contact,
  offer: ContactOffer,
  outcome: 'no-answer' | 'rejected' | 'withdrawn',
): void {
  const waiting = saveContact(step, { ...contact, stage: { phase: 'queued' } });
  endOffer(step, waiting, offer, outcome);
  const queue = step.world.queues.get(contact.queueId);
  const place = queue?.contacts.get(contact.contactId);
  if (!queue || !place) return;
  standContactInLane(step, queue, place, waiting);
  step.world.unmatched.contacts.set(contact.contactId, 'kept-place');
  touch(step, queue);
}

function endOffer(
  step: Step,
  contact: Contact,
  { offerId, agentId }: ContactOffer,
  outcome: 'accepted' | 'no-answer' | 'rejected' | 'withdrawn',
): void {
  step.clearTimer({ guard: 'contact-offer', contactId: contact.contactId, offerId });
  step.emit({
    event: 'contact.offer-ended',
    data: { contact: contactSnapshot(step, contact), offerId, agentId, outcome },
  });
}

function takeFrom(step: Step, agentId: AgentId, without: (agent: Agent) => Agent): void {
  const agent = step.world.agents.get(agentId);
  if (agent?.seat) announceAgent(step, saveAgent(step, without(agent)));
}
