import type { OfferId, OfferOutcome } from '@callweave/cti-core';
import type { Agent } from '../agents/agent.js';
import { withdrawn, withWork } from '../agents/agent.machine.js';
import { agentOf, saveAgent } from '../agents/agent.store.js';
import type { Step } from '../kernel/world.js';
import type { HangUpCause } from '../media-switch/media-switch.port.js';
import { type Call, legOf, type Offer, offerOf } from './call.js';
import { agentMark } from './call.mark.js';
import { addLeg, announceCall, newLegId, saveCall, snapshotOf } from './call.store.js';
import { hangUpLegs } from './legs.js';

/** The switch rings a little longer than the offer lasts, so that the deadline is ours and counted once. */
const SWITCH_SLACK_MS = 1_000;

/** Rings an agent for a call. The screen pop (`call.offered`) is decided before the order that makes the phone ring. */
export function openOffer(
  step: Step,
  call: Call,
  agent: Agent,
  { ringMs, autoAnswer }: { readonly ringMs: number; readonly autoAnswer: boolean },
): Call {
  const offer: Offer = {
    offerId: step.newId() as OfferId,
    agentId: agent.agentId,
    legId: newLegId(step),
    startedAt: step.at,
    deadline: step.at + ringMs,
    autoAnswer,
    joining: false,
  };
  const offered: Call =
    call.stage.phase === 'dialling'
      ? { ...call, stage: { ...call.stage, offer, targetLegId: offer.legId } }
      : { ...call, stage: { phase: 'offered', offer } };
  const next = ringOffer(step, offered, agent, offer);
  step.setTimer({ guard: 'offer', callId: call.callId, offerId: offer.offerId }, ringMs);
  return next;
}

function ringOffer(step: Step, call: Call, agent: Agent, offer: Offer): Call {
  const seat = agent.seat;
  if (seat === null) return call;
  const next = addLeg(step, call, {
    legId: offer.legId,
    party: 'agent',
    agentId: agent.agentId,
    address: seat.extension,
    state: 'initiated',
    startedAt: step.at,
    answeredAt: null,
  });
  announceCall(step, 'call.offered', next);
  saveAgent(step, withWork(agent, { is: 'offered', callId: call.callId, offerId: offer.offerId }));
  orderOfferLeg(step, next, agent, offer);
  return next;
}

function orderOfferLeg(step: Step, call: Call, agent: Agent, offer: Offer): void {
  const seat = agent.seat;
  if (seat === null) return;
  step.order({
    do: 'switch.create-leg',
    legId: offer.legId,
    target: { kind: 'extension', extension: seat.extension },
    mark: agentMark(call, { agentId: agent.agentId, device: seat.device, extension: seat.extension }),
    callerNumber: call.caller,
    callerName: call.callerName ?? call.caller,
    ringMs: offer.deadline - step.at + SWITCH_SLACK_MS,
    offerId: offer.offerId,
    autoAnswer: offer.autoAnswer,
  });
}

/** The softphone registered anew while it rang (a page reload): it rings again, until the same deadline. */
export function ringAgain(step: Step, call: Call): void {
  const offer = offerOf(call);
  if (!offer || offer.joining) return;
  const agent = agentOf(step, offer.agentId);
  const again: Offer = { ...offer, legId: newLegId(step) };
  const old = legOf(call, offer.legId);
  let next = hangUpLegs(step, call, old ? [old] : [], 'ORIGINATOR_CANCEL');
  next = {
    ...next,
    stage:
      next.stage.phase === 'dialling'
        ? { ...next.stage, offer: again, targetLegId: again.legId }
        : { phase: 'offered', offer: again },
  };
  next = addLeg(step, next, {
    legId: again.legId,
    party: 'agent',
    agentId: agent.agentId,
    address: agent.seat?.extension ?? '',
    state: 'initiated',
    startedAt: step.at,
    answeredAt: null,
  });
  orderOfferLeg(step, next, agent, again);
}

/** The agent picked up: from here to the join the offer can only fail, not time out. */
export function offerJoining(step: Step, call: Call, offer: Offer): Call {
  step.clearTimer({ guard: 'offer', callId: call.callId, offerId: offer.offerId });
  const joining: Offer = { ...offer, joining: true };
  return saveCall(step, {
    ...call,
    stage:
      call.stage.phase === 'dialling'
        ? { ...call.stage, offer: joining }
        : { phase: 'offered', offer: joining },
  });
}

/**
 * Ends the offer without an answer: hangs its leg up if it still stands, and gives the agent back what he was —
 * unless `whatOfAgent` says more, as RONA does. The caller decides where the call goes on.
 */
export function closeOffer(
  step: Step,
  call: Call,
  outcome: Exclude<OfferOutcome, 'answered'>,
  options: { readonly cause?: HangUpCause; readonly whatOfAgent?: (agent: Agent) => Agent } = {},
): Call {
  const offer = offerOf(call);
  if (!offer) return call;
  step.clearTimer({ guard: 'offer', callId: call.callId, offerId: offer.offerId });
  step.clearTimer({ guard: 'join', callId: call.callId, legId: offer.legId });
  const leg = legOf(call, offer.legId);
  const next = saveCall(step, {
    ...hangUpLegs(step, call, leg ? [leg] : [], options.cause ?? 'NORMAL_CLEARING'),
    stage: call.stage.phase === 'dialling' ? { ...call.stage, offer: null } : { phase: 'queued' },
  });
  announceOfferEnded(step, next, offer, outcome);
  const agent = agentOf(step, offer.agentId);
  if (agent.seat?.work.is === 'offered' && agent.seat.work.offerId === offer.offerId) {
    saveAgent(step, (options.whatOfAgent ?? withdrawn)(agent), outcome);
  }
  return next;
}

export function announceOfferEnded(step: Step, call: Call, offer: Offer, outcome: OfferOutcome): void {
  step.emit({
    event: 'call.offer-ended',
    data: {
      call: snapshotOf(step, call, offer.agentId),
      offerId: offer.offerId,
      agentId: offer.agentId,
      outcome,
    },
  });
}
