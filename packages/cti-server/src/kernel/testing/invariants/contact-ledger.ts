import type { AgentId, Channel, ContactId, OfferId } from '@callweave/cti-core';
import type { KernelEvent } from '../../kernel.types.js';
import type { World } from '../../world.js';

/** Keeps account of what the events tell of contacts: who is offered which, at what load, and beside what. */
export class ContactLedger {
  readonly #alive = new Map<ContactId, Channel>();
  readonly #offers = new Map<OfferId, ContactId>();
  readonly #held = new Map<ContactId, AgentId>();
  /** In a call, by the last that was told of it. */
  readonly #onCall = new Set<AgentId>();

  take(events: readonly KernelEvent[], world: World): string[] {
    return events.flatMap((event) => this.#heard(event, world));
  }

  open(): string[] {
    return [
      ...[...this.#alive.keys()].map((contactId) => `contactsEnd: ${contactId} never ended`),
      ...[...this.#offers.keys()].map((offerId) => `contactOffersEnd: ${offerId} never ended`),
    ];
  }

  #heard(event: KernelEvent, world: World): string[] {
    switch (event.event) {
      case 'agent.state-changed': {
        const { agent, to } = event.data;
        const rests = to === 'ready' || to === 'aux' || to === 'logged-out';
        if (rests) this.#onCall.delete(agent.agentId);
        else this.#onCall.add(agent.agentId);
        return [];
      }
      case 'call.routed': {
        const { outcome } = event.data.decision;
        return outcome.is === 'offered' ? this.#mayBeRung(outcome.agentId, world) : [];
      }
      case 'contact.queued': {
        const { contactId, channel } = event.data.contact;
        this.#alive.set(contactId, channel);
        this.#held.delete(contactId);
        return [];
      }
      case 'contact.offered': {
        const { contactId, offer, channel } = event.data.contact;
        if (offer === null) return [`contactOffersBegin: ${contactId} is offered to nobody`];
        if (this.#held.has(contactId))
          return [`contactInOnePlace: ${contactId} is offered, and somebody has it`];
        this.#offers.set(offer.offerId, contactId);
        this.#held.set(contactId, offer.agentId);
        return this.#mayBeOffered(offer.agentId, channel, world);
      }
      case 'contact.offer-ended': {
        const { contact, offerId, outcome } = event.data;
        if (outcome !== 'accepted') this.#held.delete(contact.contactId);
        return this.#offers.delete(offerId) ? [] : [`contactOffersEnd: ${offerId} ends twice`];
      }
      case 'contact.ended': {
        const { contactId } = event.data.contact;
        this.#held.delete(contactId);
        return this.#alive.delete(contactId) ? [] : [`contactsEnd: ${contactId} ends twice`];
      }
      default:
        return [];
    }
  }

  /** Never more than the capacity, and nothing beside a call or a contact that is not concurrent. */
  #mayBeOffered(agentId: AgentId, channel: Channel, world: World): string[] {
    const agent = world.agents.get(agentId);
    if (!agent) return [];
    const { voice, others } = agent.channels;
    const capacity = others.find((one) => one.channel === channel)?.capacity ?? 0;
    const load = this.#contactsOf(agentId).filter((his) => his === channel).length;
    const wrong: string[] = [];
    if (load > capacity) wrong.push(`capacityHolds: ${agentId} has ${load} of ${capacity} ${channel}`);
    if (!voice.concurrent && this.#onCall.has(agentId))
      wrong.push(`exclusionHolds: ${agentId} is on a call and is offered a ${channel}`);
    const excluding = this.#excluding(agentId, channel, world);
    if (excluding) wrong.push(`exclusionHolds: ${agentId} has a ${excluding} and is offered a ${channel}`);
    return wrong;
  }

  #mayBeRung(agentId: AgentId, world: World): string[] {
    const excluding = this.#excluding(agentId, 'voice', world);
    return excluding ? [`exclusionHolds: ${agentId} has a ${excluding} and is rung`] : [];
  }

  #excluding(agentId: AgentId, channel: Channel, world: World): Channel | undefined {
    const others = world.agents.get(agentId)?.channels.others ?? [];
    return this.#contactsOf(agentId).find(
      (his) => his !== channel && others.find((one) => one.channel === his)?.concurrent === false,
    );
  }

  #contactsOf(agentId: AgentId): Channel[] {
    return [...this.#held].flatMap(([contactId, holder]) =>
      holder === agentId ? [this.#alive.get(contactId) ?? ''] : [],
    );
  }
}
