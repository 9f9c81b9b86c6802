import { CallweaveError, type CommandParams, type ContactSnapshot } from '@callweave/cti-core';
import { contactOf, contactSnapshot, permittedContact } from '../contacts/contact.store.js';
import type { Actor, KernelCommandName } from '../kernel/kernel.types.js';
import type { Step } from '../kernel/world.js';
import { acceptContact, contactOfferFailed, endContact, queueContact } from './contact-queueing.js';

export type ContactCommandName = Extract<KernelCommandName, `contact.${string}`>;

/**
 * Carries out what a channel's adapter, or an agent, asks of a contact.
 * @throws {CallweaveError} `access.denied`, `contact.unknown`, `contact.not-allowed-now`, `contact.queue-full`, `queue.unknown`
 */
export function contactCommand(
  step: Step,
  { agentId, role }: Actor,
  command: ContactCommandName,
  params: unknown,
): ContactSnapshot {
  if (command === 'contact.queue' || command === 'contact.cancel') {
    if (role === 'agent')
      throw new CallweaveError('access.denied', 'Back ends and supervisors queue and cancel contacts');
    if (command === 'contact.queue') {
      return contactSnapshot(step, queueContact(step, params as CommandParams<'contact.queue'>), agentId);
    }
    const { contactId } = params as CommandParams<'contact.cancel'>;
    endContact(step, contactOf(step, contactId), 'cancelled');
    return contactSnapshot(step, contactOf(step, contactId), agentId);
  }
  if (agentId === null)
    throw new CallweaveError('access.denied', `${command} is given in the name of an agent`);
  const { contactId } = params as CommandParams<'contact.accept'>;
  switch (command) {
    case 'contact.accept':
      acceptContact(step, permittedContact(step, contactId, agentId, 'accept'));
      break;
    case 'contact.reject':
      contactOfferFailed(step, permittedContact(step, contactId, agentId, 'reject'), 'rejected');
      break;
    case 'contact.complete':
      endContact(step, permittedContact(step, contactId, agentId, 'complete'), 'completed');
      break;
  }
  return contactSnapshot(step, contactOf(step, contactId), agentId);
}
