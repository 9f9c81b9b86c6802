import type { AgentId, ContactSnapshot, CtiEvent, OfferId, SafeEmitter } from '@callweave/cti-core';
import type { AgentCall, AgentSessionEvents, AgentSessionState } from '../agent-session.types.js';
import { ownOfferOf } from './own-calls.js';

/** Tells the page's listeners what an event means for its agent, each offer once. */
export class SessionTeller {
  readonly #emitter: SafeEmitter<AgentSessionEvents>;
  readonly #shown = new Set<OfferId>();

  constructor(emitter: SafeEmitter<AgentSessionEvents>) {
    this.#emitter = emitter;
  }

  forget(): void {
    this.#shown.clear();
  }

  /** What is offered at this moment, also when the page was loaded after it began. */
  tellOffers({ calls, contacts }: AgentSessionState, agentId: AgentId | null): void {
    if (agentId === null) return;
    const open = new Set<OfferId>();
    for (const call of calls) {
      const offerId = ownOfferOf(call, agentId)?.offerId;
      if (offerId === undefined) continue;
      open.add(offerId);
      if (this.#isNew(offerId)) this.#emitter.safeEmit('screen-pop', call);
    }
    for (const contact of contacts) {
      const offerId = offerOf(contact, agentId);
      if (offerId === undefined) continue;
      open.add(offerId);
      if (this.#isNew(offerId)) this.#emitter.safeEmit('contact-offered', contact);
    }
    // Of those that are over nobody asks again.
    for (const offerId of this.#shown) if (!open.has(offerId)) this.#shown.delete(offerId);
  }

  tell(event: CtiEvent, before: AgentSessionState, after: AgentSessionState, agentId: AgentId | null): void {
    switch (event.event) {
      case 'call.ended': {
        const mine = before.calls.find(({ callId }) => callId === event.data.call.callId);
        if (mine === undefined || mine.phase === 'ended') return;
        this.#emitter.safeEmit('call-ended', { ...event.data.call, local: 'none' });
        return;
      }
      case 'call.transferred':
        if (event.data.by === agentId) this.#emitter.safeEmit('call-transferred', event.data);
        return;
      case 'call.transfer-failed':
        if (event.data.by === agentId) this.#emitter.safeEmit('transfer-failed', event.data);
        return;
      case 'call.joined':
      case 'call.left': {
        const call = find(after, event.data.call.callId);
        const name = event.event === 'call.joined' ? 'party-joined' : 'party-left';
        if (call !== undefined) this.#emitter.safeEmit(name, call, event.data.legId);
        return;
      }
      case 'supervision.ended':
        if (event.data.supervision.supervisorId === agentId)
          this.#emitter.safeEmit('supervision-ended', event.data);
        return;
      default:
        return;
    }
  }

  #isNew(offerId: OfferId): boolean {
    if (this.#shown.has(offerId)) return false;
    this.#shown.add(offerId);
    return true;
  }
}

function find({ calls }: AgentSessionState, callId: AgentCall['callId']): AgentCall | undefined {
  return calls.find((call) => call.callId === callId);
}

function offerOf({ phase, offer }: ContactSnapshot, agentId: AgentId): OfferId | undefined {
  return phase === 'offered' && offer?.agentId === agentId ? offer.offerId : undefined;
}
