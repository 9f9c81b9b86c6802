import { CallweaveError, type ContactId, type QueueId } from '@callweave/cti-core';
import type { OfContacts } from './happenings.js';
import { CONTACT_QUEUES } from './random-centre.js';
import { of, pick, type ToldHistory } from './told-history.js';

/** A contact of another channel comes, or somebody does something about one (ACD-7). */
export function contactHappens(history: ToldHistory, what: OfContacts, n: number, m: number) {
  const { site } = history;
  if (what === 'contact comes') {
    const queueId = of(Object.keys(CONTACT_QUEUES), n) as QueueId;
    if (site.kernel.contactSnapshots().length >= 20) return;
    const requires = of([{}, {}, { en: 2 }, { fr: 3 }], m);
    if (!site.kernel.queueSnapshots().some((queue) => queue.queueId === queueId && queue.channel)) return;
    try {
      const { contactId } = site.chats({ queueId, priority: of([0, 5], m), requires });
      history.tell(`${contactId} comes to ${queueId}`);
    } catch (error) {
      // The queue is closing.
      if (!(error instanceof CallweaveError && error.code === 'queue.unknown')) throw error;
    }
    return;
  }
  const among = (phase: string): ContactId | undefined =>
    pick(
      site.kernel.contactSnapshots().flatMap((one) => (one.phase === phase ? [one.contactId] : [])),
      n,
    );
  switch (what) {
    case 'contact is cancelled': {
      const contactId = pick(site.kernel.contactSnapshots(), n)?.contactId;
      if (contactId === undefined) return;
      history.tell(`the customer of ${contactId} leaves`);
      return site.leaves(contactId);
    }
    case 'contact is completed': {
      const contactId = among('active');
      const agentId = contactId && site.contact(contactId).agentId;
      if (agentId) history.command(agentId, 'contact.complete', { contactId });
      return;
    }
    default: {
      const contactId = among('offered');
      const agentId = contactId && site.contact(contactId).offer?.agentId;
      const command = what === 'contact is accepted' ? 'contact.accept' : 'contact.reject';
      if (agentId) history.command(agentId, command, { contactId });
    }
  }
}
