import { withWork } from '../agents/agent.machine.js';
import { agentOf, saveAgent } from '../agents/agent.store.js';
import type { Step } from '../kernel/world.js';
import type { Call, Offer } from './call.js';
import { announceCall, saveCall } from './call.store.js';
import { type Dialling, makerAnswered } from './dial-target.js';
import { announceOfferEnded } from './offer.js';

/** The agent picked up the offer of a call-back: now the customer is dialled. */
export function dialBack(step: Step, call: Call, offer: Offer): void {
  const stage: Dialling = {
    phase: 'dialling',
    agentId: offer.agentId,
    legId: offer.legId,
    target: { phone: { is: 'outside', number: call.caller }, agentId: null },
    targetLegId: null,
    offer: null,
    parting: false,
  };
  const next = saveCall(step, { ...call, stage, agentId: offer.agentId });
  announceOfferEnded(step, next, offer, 'answered');
  announceCall(step, 'call.dialling', next);
  saveAgent(step, withWork(agentOf(step, offer.agentId), { is: 'dialling', callId: call.callId }));
  makerAnswered(step, next, stage);
}
