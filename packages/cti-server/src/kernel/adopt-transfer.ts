import type { LegId } from '@callweave/cti-core';
import { type Call, legOf, offerOnLeg, type Stage } from '../calls/call.js';
import { callOf } from '../calls/call.store.js';
import { PART_MS } from '../calls/call-beside.js';
import { orderJoin } from '../calls/join.js';
import { legAnswered } from '../calls/leg-facts.js';
import { closeOffer, offerJoining } from '../calls/offer.js';
import { legsJoined } from '../calls/talk.js';
import { goOn, type Transferring, transferFailed } from '../calls/transfer.js';
import type { FoundLeg } from '../media-switch/media-switch.port.js';
import type { Found } from './found-legs.js';
import type { Step } from './world.js';

/** A caller was being handed on: the phone that rings rings on, and he hears music; if it is gone, he comes back. */
export function adoptTransferring(
  step: Step,
  call: Call,
  stage: Transferring,
  customer: FoundLeg,
  found: Found,
) {
  const { offer } = stage;
  if (offer === null) {
    if (stage.to === 'back') return transferFailed(step, call, stage, 'unreachable');
    return partFirst(step, call, customer);
  }
  const leg = found.get(offer.legId);
  if (!leg) {
    closeOffer(step, call, offer, 'unreachable');
    return transferFailed(step, callOf(step, call.callId), stage, 'unreachable');
  }
  if (leg.joinedTo === customer.legId) {
    return legsJoined(step, offerJoining(step, call, offer), customer.legId, leg.legId);
  }
  step.order({ do: 'switch.play-music', legId: customer.legId });
  if (leg.answeredAt === null) {
    const { callId } = call;
    step.setTimer({ guard: 'offer', callId, offerId: offer.offerId }, offer.deadline - step.at);
  } else if (legOf(call, leg.legId)?.answeredAt == null) legAnswered(step, call, leg.legId);
  else joinAgain(step, call, customer.legId, leg.legId);
}

function joinAgain(step: Step, call: Call, customerLegId: LegId, legId: LegId): void {
  const offer = offerOnLeg(call, legId);
  orderJoin(step, offer ? offerJoining(step, call, offer) : call, customerLegId, legId);
}

/** He waits where he was, until his time there is over. */
export function adoptParked(
  step: Step,
  call: Call,
  { parked }: Extract<Stage, { phase: 'parked' }>,
  customer: FoundLeg,
): void {
  step.setTimer({ guard: 'parked', callId: call.callId }, parked.until - step.at);
  partFirst(step, call, customer);
}

/** Whoever handed him on may still be joined to him. */
function partFirst(step: Step, call: Call, customer: FoundLeg) {
  if (customer.joinedTo === null) return goOn(step, call);
  step.order({ do: 'switch.part', legId: customer.legId });
  step.setTimer({ guard: 'part', callId: call.callId, legId: customer.legId }, PART_MS);
}
