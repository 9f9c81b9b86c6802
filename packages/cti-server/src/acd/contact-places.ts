import type { ContactId, EpochMs } from '@callweave/cti-core';
import type { Contact } from '../contacts/contact.js';
import { liveContact } from '../contacts/contact.store.js';
import type { Step } from '../kernel/world.js';
import { leaves } from './estimated-wait.js';
import { type ContactPlace, rankOf } from './place.js';
import { demandFor, relaxationAt } from './places.js';
import { leaveLane, type Queue, stand } from './queue.js';
import { touch } from './queue-events.js';
import type { Demand } from './skills.js';

/** Gives a contact its place in the order; it stands in no lane yet. */
export function takeContactPlace(
  step: Step,
  contact: Contact,
  queue: Queue,
  countsFrom: EpochMs,
): ContactPlace {
  const { contactId, queuedAt: since, wants } = contact;
  const points = wants.priority;
  const place: ContactPlace = {
    contactId,
    queueId: queue.queueId,
    since,
    countsFrom,
    entry: step.world.entries++,
    points,
    rank: rankOf(queue, { since, points }),
    relaxed: 0,
    lane: null,
    taken: null,
  };
  queue.contacts.set(contactId, place);
  setNextContactRelaxation(step, queue, place, contact);
  touch(step, queue);
  return place;
}

/** It waits no more; null when it did not wait. */
export function leaveContactPlace(
  step: Step,
  contact: Contact,
): { queue: Queue; place: ContactPlace } | null {
  const { contactId } = contact;
  const queue = step.world.queues.get(contact.queueId);
  const place = queue?.contacts.get(contactId);
  if (!queue || !place) return null;
  leaves(queue, place, step.at);
  leaveLane(queue, place, step.at);
  queue.contacts.delete(contactId);
  step.world.unmatched.contacts.delete(contactId);
  step.clearTimer({ guard: 'contact-relax', contactId });
  touch(step, queue);
  return { queue, place };
}

/** Puts it among those that ask the same as it does now. */
export function standContactInLane(step: Step, queue: Queue, place: ContactPlace, contact: Contact): void {
  place.relaxed = relaxationAt(queue, step.at - contact.queuedAt);
  stand(queue, place, demandFor(queue, place, contact.wants.requires), step.at);
}

/** What it asks of agents is relaxed by a step. */
export function contactRelaxTimedOut(step: Step, contactId: ContactId): void {
  const contact = liveContact(step, contactId);
  const queue = contact ? step.world.queues.get(contact.queueId) : undefined;
  const place = queue?.contacts.get(contactId);
  if (!contact || !queue || !place) return;
  setNextContactRelaxation(step, queue, place, contact);
  if (contact.stage.phase !== 'queued') return;
  standContactInLane(step, queue, place, contact);
  step.world.unmatched.contacts.set(contactId, 'relaxed');
}

export function setNextContactRelaxation(
  step: Step,
  queue: Queue,
  place: ContactPlace,
  { queuedAt }: Contact,
): void {
  const waitedMs = step.at - queuedAt;
  place.relaxed = relaxationAt(queue, waitedMs);
  const next = queue.relax[place.relaxed];
  if (next) step.setTimer({ guard: 'contact-relax', contactId: place.contactId }, next.afterMs - waitedMs);
}

/** What a contact asks of agents now. */
export function contactDemand(step: Step, queue: Queue, place: ContactPlace): Demand {
  return demandFor(queue, place, step.world.contacts.get(place.contactId)?.wants.requires ?? {});
}
