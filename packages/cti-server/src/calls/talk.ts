import type { AgentId, LegId } from '@callweave/cti-core';
import { withWork } from '../agents/agent.machine.js';
import { agentOf, saveAgent } from '../agents/agent.store.js';
import type { Step } from '../kernel/world.js';
import { type AgentLine, type Call, changeLeg, legOf, type Offer } from './call.js';
import { announceCall, markCustomer, saveCall } from './call.store.js';
import { forwardJoined } from './forward.js';
import { hangUpLegs } from './legs.js';
import { announceOfferEnded } from './offer.js';

/** The switch joined two legs of a call; what that means depends on where the call stood. A late one means nothing. */
export function legsJoined(step: Step, call: Call, oneLegId: LegId, otherLegId: LegId) {
  const are = (one: LegId | null, other: LegId | null) =>
    (one === oneLegId && other === otherLegId) || (one === otherLegId && other === oneLegId);
  const { stage } = call;
  switch (stage.phase) {
    case 'offered': {
      const offer = stage.offers.find(({ legId }) => are(call.customerLegId, legId));
      if (offer) talk(step, call, offer.agentId, offer.legId, offer);
      return;
    }
    case 'dialling':
      if (are(stage.targetLegId, stage.legId)) {
        talk(step, { ...call, customerLegId: stage.targetLegId }, stage.agentId, stage.legId, stage.offer);
      }
      return;
    case 'forwarded':
      if (are(call.customerLegId, stage.legId)) forwardJoined(step, call, stage);
      return;
    case 'talking': {
      const { line } = stage;
      if (are(call.customerLegId, line.returningLegId)) return returned(step, call, line);
      if (line.at.is === 'here' && are(call.customerLegId, line.at.legId))
        partyBack(step, call, line, line.at.legId);
      return;
    }
    default:
      return;
  }
}

function talk(step: Step, call: Call, agentId: AgentId, legId: LegId, offer: Offer | null): void {
  step.clearTimer({ guard: 'join', callId: call.callId, legId });
  if (offer) {
    step.clearTimer({ guard: 'offer', callId: call.callId, offerId: offer.offerId });
    step.clearTimer({ guard: 'join', callId: call.callId, legId: offer.legId });
  }
  let next: Call = {
    ...call,
    stage: {
      phase: 'talking',
      line: { agentId, at: { is: 'here', legId }, returningLegId: null, parted: false },
    },
    agentId,
    answeredAt: call.answeredAt ?? step.at,
    talkingSince: step.at,
    heldSince: null,
    callBack: call.callBack && { ...call.callBack, is: 'reached' },
  };
  for (const joined of [legId, call.customerLegId]) {
    const leg = legOf(next, joined);
    if (leg) next = changeLeg(next, leg.legId, { state: 'connected', answeredAt: leg.answeredAt ?? step.at });
  }
  saveCall(step, next);
  if (offer) announceOfferEnded(step, next, offer, 'answered');
  announceCall(step, 'call.answered', next);
  for (const talker of new Set([agentId, offer?.agentId ?? agentId])) {
    saveAgent(step, withWork(agentOf(step, talker), { is: 'talking', callId: call.callId }));
  }
  markCustomer(step, next);
  step.signal({ signal: 'call.joined', callId: call.callId });
}

/** The agent is back in his call after a reload; the leg he left behind is hung up. */
function returned(step: Step, call: Call, line: AgentLine): void {
  const legId = line.returningLegId;
  if (legId === null) return;
  step.clearTimer({ guard: 'join', callId: call.callId, legId });
  step.clearTimer({ guard: 'return', callId: call.callId });
  step.clearTimer({ guard: 'parted', callId: call.callId });
  const old = line.at.is === 'here' ? legOf(call, line.at.legId) : undefined;
  const wasHeld = call.heldSince !== null;
  let next = old ? hangUpLegs(step, call, [old], 'NORMAL_CLEARING') : call;
  next = saveCall(step, {
    ...changeLeg(next, legId, { state: 'connected' }),
    stage: {
      phase: 'talking',
      line: { agentId: line.agentId, at: { is: 'here', legId }, returningLegId: null, parted: false },
    },
    heldSince: null,
  });
  announceCall(step, wasHeld ? 'call.retrieved' : 'call.changed', next);
  saveAgent(step, withWork(agentOf(step, line.agentId), { is: 'talking', callId: call.callId }));
}

function partyBack(step: Step, call: Call, line: AgentLine, legId: LegId): void {
  step.clearTimer({ guard: 'join', callId: call.callId, legId });
  step.clearTimer({ guard: 'parted', callId: call.callId });
  if (line.parted) saveCall(step, { ...call, stage: { phase: 'talking', line: { ...line, parted: false } } });
}
