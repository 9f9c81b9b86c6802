import {
  type AgentId,
  CallweaveError,
  type ContactCapabilities,
  type ContactId,
  type ContactSnapshot,
} from '@callweave/cti-core';
import type { Step } from '../kernel/world.js';
import { agentOn, type Contact, contactSnapshotOf } from './contact.js';

/** Ended contacts that stay readable. */
const ENDED_KEPT = 1_000;

/** @throws {CallweaveError} `contact.unknown` */
export function contactOf(step: Step, contactId: ContactId): Contact {
  const contact = step.world.contacts.get(contactId);
  if (!contact) throw new CallweaveError('contact.unknown', 'No such contact', { details: { contactId } });
  return contact;
}

/** The contact while it lives. */
export function liveContact(step: Step, contactId: ContactId): Contact | null {
  const contact = step.world.contacts.get(contactId);
  return contact && contact.stage.phase !== 'ended' ? contact : null;
}

export function saveContact(step: Step, contact: Contact): Contact {
  const { contacts, endedContacts } = step.world;
  contacts.set(contact.contactId, contact);
  if (contact.stage.phase !== 'ended') {
    endedContacts.delete(contact.contactId);
    return contact;
  }
  endedContacts.add(contact.contactId, true);
  while (endedContacts.size > ENDED_KEPT) {
    const oldest = endedContacts.takeOldest();
    if (oldest === undefined) break;
    contacts.delete(oldest);
  }
  return contact;
}

/** The contact as a viewer sees it; without one, as the agent sees it whose it is. */
export function contactSnapshot(step: Step, contact: Contact, viewer?: AgentId | null): ContactSnapshot {
  const queueName = step.world.queues.get(contact.queueId)?.name ?? null;
  return contactSnapshotOf(contact, viewer === undefined ? agentOn(contact) : viewer, queueName);
}

/** @throws {CallweaveError} `contact.unknown`, `contact.not-allowed-now` */
export function permittedContact(
  step: Step,
  contactId: ContactId,
  agentId: AgentId,
  what: keyof ContactCapabilities,
): Contact {
  const contact = contactOf(step, contactId);
  const { can, phase } = contactSnapshot(step, contact, agentId);
  if (can[what]) return contact;
  throw new CallweaveError('contact.not-allowed-now', `The contact is ${phase}`, {
    details: { contactId, phase, needs: `can.${what}` },
  });
}
