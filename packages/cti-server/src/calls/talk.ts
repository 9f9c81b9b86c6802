import type { AgentId, LegId } from '@callweave/cti-core';
import { withWork } from '../agents/agent.machine.js';
import { agentOf, saveAgent } from '../agents/agent.store.js';
import type { Step } from '../kernel/world.js';
import { attended } from './attend.js';
import { callWith, legWith } from './call.change.js';
import {
  type AgentLine,
  type Call,
  changeLeg,
  type Leg,
  legOf,
  lineAt,
  type Offer,
  withLine,
} from './call.js';
import { announceCall, callOf, markCustomer, saveCall, snapshotOf } from './call.store.js';
import { transferCompleted } from './complete-transfer.js';
import { announcePartner, pairOf } from './consult-pair.js';
import { forwardJoined } from './forward.js';
import { hangUpLegs } from './legs.js';
import { legAt, partyReleased, type TalkingCall } from './line.js';
import { bringOthers } from './lost-line.js';
import { announceOfferEnded } from './offer.js';
import type { Transferring } from './transfer.js';

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
        const party = callWith(call, { customerLegId: stage.targetLegId });
        talk(step, party, stage.agentId, stage.legId, stage.offer);
        if (call.consult) announcePartner(step, call.consult);
      }
      return;
    case 'forwarded':
      if (are(call.customerLegId, stage.legId)) forwardJoined(step, call, stage);
      return;
    case 'transferring':
      if (stage.offer && are(call.customerLegId, stage.offer.legId)) taken(step, call, stage, stage.offer);
      return;
    case 'talking': {
      const { line } = stage;
      if (are(call.customerLegId, line.returningLegId)) return returned(step, call, line);
      if (line.at.is === 'here' && are(call.customerLegId, line.at.legId))
        return together(step, { ...call, stage });
      return completedBy(step, call, are);
    }
    default:
      return;
  }
}

/** Its two parties hear each other, unless one of them attends another call by now. */
function together(step: Step, call: TalkingCall): void {
  const isHere = (legId: LegId | null) => legId !== null && step.world.legs.get(legId) === call.callId;
  if (isHere(call.customerLegId) && isHere(legAt(call, 'line'))) attended(step, call);
}

/** Whoever was asked about a caller talks with him now. */
function completedBy(step: Step, call: Call, are: (one: LegId | null, other: LegId | null) => boolean): void {
  const pair = pairOf(step, call);
  if (pair && are(pair.caller.customerLegId, pair.consultation.customerLegId)) transferCompleted(step, pair);
}

/** A colleague took the caller who was handed on, or who was parked. */
function taken(step: Step, call: Call, stage: Transferring, offer: Offer): void {
  talk(step, call, offer.agentId, offer.legId, offer);
  const { by, destination } = stage.transfer;
  if (stage.to === 'back' || stage.from !== null) return;
  const next = callOf(step, call.callId);
  step.emit({ event: 'call.transferred', data: { call: snapshotOf(step, next), by, destination } });
}

function talk(step: Step, call: Call, agentId: AgentId, legId: LegId, offer: Offer | null): void {
  step.clearTimer({ guard: 'join', callId: call.callId, legId });
  if (offer) {
    step.clearTimer({ guard: 'offer', callId: call.callId, offerId: offer.offerId });
    step.clearTimer({ guard: 'join', callId: call.callId, legId: offer.legId });
  }
  const connected = (leg: Leg) =>
    leg.legId === legId || leg.legId === call.customerLegId
      ? legWith(leg, { state: 'connected', answeredAt: leg.answeredAt ?? step.at })
      : leg;
  const next = callWith(call, {
    stage: {
      phase: 'talking',
      line: lineAt(agentId, legId),
      peerApart: false,
    },
    legs: call.legs.map(connected),
    agentId,
    answeredAt: call.answeredAt ?? step.at,
    talkingSince: step.at,
    heldSince: null,
    callBack: call.callBack && { ...call.callBack, is: 'reached' },
  });
  saveCall(step, next);
  if (offer) announceOfferEnded(step, next, offer, 'answered');
  announceCall(step, 'call.answered', next);
  const { callId } = call;
  saveAgent(step, withWork(agentOf(step, agentId), { is: 'talking', callId }));
  if (offer && offer.agentId !== agentId)
    saveAgent(step, withWork(agentOf(step, offer.agentId), { is: 'talking', callId }));
  markCustomer(step, next);
  step.signal({ signal: 'call.joined', callId: call.callId });
}

/** The agent is back in his call after a reload; the leg he left behind is hung up. */
export function returned(step: Step, call: Call, line: AgentLine): void {
  const legId = line.returningLegId;
  if (legId === null) return;
  step.clearTimer({ guard: 'join', callId: call.callId, legId });
  step.clearTimer({ guard: 'return', callId: call.callId });
  step.clearTimer({ guard: 'parted', callId: call.callId });
  const old = line.at.is === 'here' ? legOf(call, line.at.legId) : undefined;
  const peerHolds = call.stage.phase === 'talking' && call.stage.peerApart;
  const wasHeld = call.heldSince !== null && !peerHolds;
  const leg = legOf(call, legId);
  if (leg) bringOthers(step, line.agentId, leg);
  let next = old ? hangUpLegs(step, call, [old], 'NORMAL_CLEARING') : call;
  if (!peerHolds) next = partyReleased(step, next);
  next = saveCall(step, {
    ...withLine(changeLeg(next, legId, { state: 'connected' }), lineAt(line.agentId, legId)),
    heldSince: peerHolds ? call.heldSince : null,
  });
  announceCall(step, wasHeld ? 'call.retrieved' : 'call.changed', next);
  saveAgent(step, withWork(agentOf(step, line.agentId), { is: 'talking', callId: call.callId }));
}
