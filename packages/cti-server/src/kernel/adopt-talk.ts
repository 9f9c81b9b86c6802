import { withWaiting } from '../agents/agent.machine.js';
import { saveAgent } from '../agents/agent.store.js';
import { agentVanished, isMeant, returnFailed } from '../calls/agent-return.js';
import { attended } from '../calls/attend.js';
import { type Call, legOf, type Offer, offerOnLeg } from '../calls/call.js';
import { callOf, liveCall, saveCall } from '../calls/call.store.js';
import { diallingOver } from '../calls/call-back.js';
import { makerParted, PART_MS } from '../calls/call-beside.js';
import { transferCompleted } from '../calls/complete-transfer.js';
import { completingFailed } from '../calls/consult.js';
import { pairOf } from '../calls/consult-pair.js';
import { type Dialling, makerAnswered } from '../calls/dial-target.js';
import { endCall } from '../calls/end-call.js';
import { legHeld, legRetrieved } from '../calls/hold.js';
import { orderJoin } from '../calls/join.js';
import { legAnswered } from '../calls/leg-facts.js';
import { isApart, type TalkingCall, withApart } from '../calls/line.js';
import { closeOffer } from '../calls/offer.js';
import { legsJoined } from '../calls/talk.js';
import type { FoundLeg } from '../media-switch/media-switch.port.js';
import { type Found, RING_AGAIN_MS } from './found-legs.js';
import type { Step } from './world.js';

/** A call that talked: its agent is there, is somewhere else on purpose, or is awaited. */
export function adoptTalk(step: Step, call: TalkingCall, customer: FoundLeg, found: Found) {
  if (wasCompleted(step, call, customer)) return;
  const { line, peerApart } = call.stage;
  const returning = line.returningLegId === null ? undefined : found.get(line.returningLegId);
  if (line.returningLegId !== null && !returning) returnFailed(step, call, line.returningLegId);
  const now = liveCall(step, call.callId);
  if (now?.stage.phase !== 'talking') return;
  const here = line.at.is === 'here' ? found.get(line.at.legId) : undefined;
  if (!here) {
    const cause = customer.partedCause;
    const alone = customer.joinedTo === null && !returning && !line.apart && !peerApart;
    // He hung up while no server looked; one who was lost before is awaited.
    if (line.at.is === 'here' && cause !== null && isMeant(cause) && alone)
      return endCall(step, now.callId, { by: 'agent', cause });
    agentVanished(step, now, { ...now.stage.line, parted: true });
  } else adoptLine(step, { ...now, stage: now.stage }, customer, here);
  if (returning) adoptReturning(step, callOf(step, call.callId), customer, returning);
}

/** The leg that is to bring him back rings, or he has answered it. */
function adoptReturning(step: Step, call: Call, customer: FoundLeg, { legId, answeredAt }: FoundLeg) {
  if (answeredAt === null) step.setTimer({ guard: 'ring', callId: call.callId, legId }, RING_AGAIN_MS);
  else if (legOf(call, legId)?.answeredAt == null) legAnswered(step, call, legId);
  else orderJoin(step, call, customer.legId, legId);
}

/** The switch had joined the caller with whom was asked when the server died. */
function wasCompleted(step: Step, call: Call, customer: FoundLeg): boolean {
  if (call.consult?.is !== 'by') return false;
  const pair = pairOf(step, call);
  if (!pair || customer.joinedTo === null || customer.joinedTo !== pair.consultation.customerLegId) {
    completingFailed(step, call);
    return false;
  }
  const caller = { ...pair.caller, consult: { ...call.consult, completing: true } };
  transferCompleted(step, { ...pair, caller });
  return true;
}

/** Both legs are up: they belong together, unless one of the agents is apart. */
function adoptLine(step: Step, call: TalkingCall, customer: FoundLeg, here: FoundLeg) {
  const isHere = ({ legId }: FoundLeg) => step.world.legs.get(legId) === call.callId;
  const apart = isApart(call, 'line') || isApart(call, 'peer');
  const bothHere = isHere(customer) && isHere(here);
  if (customer.joinedTo === here.legId) {
    if (bothHere) adoptHolds(step, call, [customer, here]);
    return;
  }
  if (!apart && bothHere && !here.held && !customer.held) {
    return orderJoin(step, call, customer.legId, here.legId);
  }
  const parted = apart ? call : withApart(call, 'line', true);
  saveCall(step, { ...parted, heldSince: parted.heldSince ?? step.at });
  for (const leg of [customer, here]) {
    const alone = leg === customer ? isApart(parted, 'line') : isApart(parted, 'peer');
    if (alone && isHere(leg) && leg.joinedTo === null)
      step.order({ do: 'switch.play-music', legId: leg.legId });
  }
}

/** They are joined. Whoever holds did so at his phone, or by an order that was carried out and not written down. */
function adoptHolds(step: Step, call: TalkingCall, legs: readonly FoundLeg[]): void {
  if (legs.some(({ held }) => held)) {
    const line = { ...call.stage.line, parted: false, apart: false };
    saveCall(step, { ...call, stage: { phase: 'talking', line, peerApart: false } });
  } else attended(step, call);
  for (const { legId, held } of legs) {
    const now = callOf(step, call.callId);
    if (held) legHeld(step, now, legId);
    else if (legOf(now, legId)?.state === 'held') legRetrieved(step, now, legId);
  }
}

/** Somebody was being called. */
export function adoptDialling(step: Step, call: Call, stage: Dialling, found: Found) {
  const maker = found.get(stage.legId);
  const target = stage.targetLegId === null ? undefined : found.get(stage.targetLegId);
  if (!maker || (stage.targetLegId !== null && !target)) {
    return diallingOver(step, call, { whose: 'nobody', cause: 'NORMAL_UNSPECIFIED' });
  }
  if (target && target.joinedTo === maker.legId) return legsJoined(step, call, maker.legId, target.legId);
  if (maker.joinedTo !== null) return partAgain(step, call, stage);
  if (stage.parting) return makerParted(step, call, stage, maker.legId);
  const joinable = [maker, target].every(
    (leg) => leg?.answeredAt != null && legOf(call, leg.legId)?.answeredAt != null,
  );
  if (target && joinable) return orderJoin(step, call, target.legId, maker.legId);
  // Whom he calls talks, and has no leg in this call yet.
  if (stage.offer?.waiting) waitOn(step, call, stage.offer);
  for (const leg of [maker, target]) {
    const now = liveCall(step, call.callId);
    if (!leg || !now) continue;
    if (leg.answeredAt !== null && legOf(now, leg.legId)?.answeredAt == null)
      legAnswered(step, now, leg.legId);
    else if (leg.answeredAt === null) guardRinging(step, now, leg);
    else if (leg === maker && !target && stage.offer === null) makerAnswered(step, now, stage);
  }
}

/** His line is still joined to the party of the call that lent it. */
function partAgain(step: Step, call: Call, stage: Dialling): void {
  saveCall(step, { ...call, stage: { ...stage, parting: true } });
  step.order({ do: 'switch.part', legId: stage.legId });
  step.setTimer({ guard: 'part', callId: call.callId, legId: stage.legId }, PART_MS);
}

function waitOn(step: Step, call: Call, offer: Offer): void {
  const { callId } = call;
  const agent = step.world.agents.get(offer.agentId);
  const is = agent?.seat?.work.is;
  if (agent && (is === 'talking' || is === 'holding')) {
    saveAgent(step, withWaiting(agent, { callId, offerId: offer.offerId }));
    step.setTimer({ guard: 'offer', callId, offerId: offer.offerId }, offer.deadline - step.at);
    return;
  }
  closeOffer(step, call, offer, 'busy');
  endCall(step, callOf(step, callId).callId, { by: 'system', cause: 'USER_BUSY' });
}

/** An agent's phone rings for an offer, which has a deadline of its own and may be rung for anew. */
function guardRinging(step: Step, call: Call, { legId }: FoundLeg): void {
  const { callId } = call;
  const offer = offerOnLeg(call, legId);
  if (offer) step.setTimer({ guard: 'offer', callId, offerId: offer.offerId }, offer.deadline - step.at);
  else step.setTimer({ guard: 'ring', callId, legId }, RING_AGAIN_MS);
}
